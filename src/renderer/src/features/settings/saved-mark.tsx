import { Check } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const SHOWN_FOR_MS = 2000;

/** "Saved", for a moment after each change. @param savings how many there were */
export function SavedMark({ savings }: { readonly savings: number }) {
  const { t } = useTranslation();
  const [shownOf, setShownOf] = useState(0);
  useEffect(() => {
    if (savings === 0) return undefined;
    setShownOf(savings);
    const timer = window.setTimeout(() => setShownOf(0), SHOWN_FOR_MS);
    return () => window.clearTimeout(timer);
  }, [savings]);
  return (
    <span role="status" className="flex items-center text-sm text-text-quiet">
      {shownOf === 0 ? null : (
        <span className="inline-flex items-center gap-1">
          <Check aria-hidden="true" size={14} className="text-good" />
          {t('settings.saved')}
        </span>
      )}
    </span>
  );
}
