import { Fragment, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyCap } from '../../components/key-cap.tsx';
import { ViewFrame } from '../../components/view-frame.tsx';
import { useKeyWords } from '../../keys/use-key-words.ts';
import { SHORTCUTS, type Shortcut, type ShortcutGroup } from './shortcut-list.ts';

/** What the keyboard does, as it is written on the keyboard of this computer. */
export function ShortcutsView() {
  const { t } = useTranslation();
  return (
    <ViewFrame title={t('app.shortcuts')}>
      <p className="max-w-prose text-text-quiet">{t('shortcuts.fields')}</p>
      <div className="pb-16">
        {SHORTCUTS.map((group) => (
          <Group key={group.title} group={group} />
        ))}
      </div>
    </ViewFrame>
  );
}

function Group({ group: { title, shortcuts } }: { readonly group: ShortcutGroup }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-8">
      <h2 id={id} className="text-lg font-semibold">
        {t(`shortcuts.title.${title}`)}
      </h2>
      <dl className="mt-2 divide-y divide-line rounded-panel border border-line px-4">
        {shortcuts.map((shortcut) => (
          <ShortcutLine key={shortcut.does} shortcut={shortcut} />
        ))}
      </dl>
    </section>
  );
}

function ShortcutLine({ shortcut: { does, chords } }: { readonly shortcut: Shortcut }) {
  const { t } = useTranslation();
  const wordsOf = useKeyWords();
  return (
    <div className="flex items-center justify-between gap-x-6 py-2">
      <dt className="min-w-0">{t(`shortcuts.does.${does}`)}</dt>
      <dd className="flex shrink-0 flex-wrap items-center justify-end gap-x-1.5 gap-y-1 text-sm text-text-quiet">
        {chords.map(wordsOf).map((together, index) => (
          <Fragment key={together.join()}>
            {index === 0 ? null : t('shortcuts.or')}
            <span className="inline-flex gap-1">
              {together.map((words) => (
                <KeyCap key={words}>{words}</KeyCap>
              ))}
            </span>
          </Fragment>
        ))}
      </dd>
    </div>
  );
}
