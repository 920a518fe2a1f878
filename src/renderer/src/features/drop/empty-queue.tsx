import { AudioLines } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useActions } from '../../store/app-store.ts';
import { useChoose } from './use-choose.ts';

/** Nothing is there yet: one sentence, one button, one sample. */
export function EmptyQueue() {
  const { t } = useTranslation();
  const { addSample } = useActions();
  const choose = useChoose();
  return (
    <div className="h-full p-4 wide:p-6">
      <div className="flex h-full flex-col items-center justify-center rounded-panel border border-dashed border-line-strong bg-surface-raised p-6 text-center">
        <AudioLines aria-hidden="true" size={40} strokeWidth={1.25} className="mb-4 text-accent" />
        <h1 className="text-xl font-semibold wide:text-2xl tracking-tight">{t('drop.empty.title')}</h1>
        <p className="mt-2 max-w-xl text-base text-balance text-text-quiet">{t('drop.empty.what')}</p>
        <div className="mt-6 flex flex-wrap justify-center gap-2">
          <Button look="main" size="large" onClick={() => choose('recordings')}>
            {t('drop.empty.choose')}
          </Button>
          <Button
            look="plain"
            size="large"
            title={t('drop.empty.sampleWhat')}
            onClick={() => void addSample()}
          >
            {t('drop.empty.sample')}
          </Button>
        </div>
      </div>
    </div>
  );
}
