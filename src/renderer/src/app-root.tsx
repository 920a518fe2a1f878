import type { i18n } from 'i18next';
import { I18nextProvider } from 'react-i18next';
import { App } from './app.tsx';
import { TooltipProvider } from './components/tooltip.tsx';
import { AppContext, type App as AppParts } from './store/app-store.ts';

/** The app with what its components find around them. */
export function AppRoot({ app, words }: { readonly app: AppParts; readonly words: i18n }) {
  return (
    <I18nextProvider i18n={words}>
      <AppContext value={app}>
        <TooltipProvider delayDuration={500}>
          <App />
        </TooltipProvider>
      </AppContext>
    </I18nextProvider>
  );
}
