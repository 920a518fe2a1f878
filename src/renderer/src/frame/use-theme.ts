import { useEffect } from 'react';
import { useApp } from '../store/app-store.ts';

/** Light or dark where somebody has chosen; the system's otherwise. */
export function useTheme(): void {
  const theme = useApp((state) => state.preferences?.appearance.theme ?? 'system');
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}
