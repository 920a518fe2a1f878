import { Boxes, FilePlus2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ViewFrame } from '../../components/view-frame.tsx';
import { useActions, useApp, useAppContext } from '../../store/app-store.ts';
import { pickFiles } from '../drop/pick-files.ts';
import { ModelCard } from './model-card.tsx';

/** The models that are there: whether they are whole, what they can do, and how fast they are here. */
export function ModelsView() {
  const { t } = useTranslation();
  const { readModels } = useActions();
  const models = useApp((state) => state.models);
  // Whether the file of each is still there is found by looking, which nothing announces.
  useEffect(() => void readModels(), [readModels]);
  if (models === null) {
    return (
      <ViewFrame title={t('app.models')}>
        <p className="text-text-quiet">{t('app.connecting')}</p>
      </ViewFrame>
    );
  }
  const listening = models.filter(({ kind }) => kind === 'whisper');
  const helpers = models.filter(({ kind }) => kind === 'vad');
  return (
    <ViewFrame title={t('app.models')} tools={<ImportButton />}>
      <p className="max-w-prose text-text-quiet">
        {t('models.what')} {t('models.importHint')}
      </p>
      {listening.length === 0 ? <EmptyState icon={Boxes} title={t('models.none')} /> : null}
      <ul className="mt-4 flex flex-col gap-3 pb-16">
        {[...listening, ...helpers].map((model) => (
          <ModelCard key={model.id} model={model} />
        ))}
      </ul>
    </ViewFrame>
  );
}

function ImportButton() {
  const { t } = useTranslation();
  const { store, actions } = useAppContext();
  const [isImporting, setIsImporting] = useState(false);
  const importOne = async (): Promise<void> => {
    const isDesktop = store.getState().host?.kind === 'desktop';
    const files = isDesktop ? null : await pickFiles({ what: 'files', isMany: false });
    if (files?.length === 0) return;
    setIsImporting(true);
    await actions.importModel(files);
    setIsImporting(false);
  };
  return (
    <Button
      disabled={isImporting}
      icon={<FilePlus2 aria-hidden="true" size={16} />}
      onClick={() => void importOne()}
    >
      {t(isImporting ? 'models.importing' : 'models.import')}
    </Button>
  );
}
