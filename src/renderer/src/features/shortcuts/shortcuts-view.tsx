import { Fragment, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyCap } from '../../components/key-cap.tsx';
import { ViewFrame } from '../../components/view-frame.tsx';
import { useApp } from '../../store/app-store.ts';
import {
  type KeyName,
  type NamedKey,
  SHORTCUTS,
  type Shortcut,
  type ShortcutGroup,
} from './shortcut-list.ts';

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
        {t(`shortcuts.${title}`)}
      </h2>
      <dl className="mt-2 divide-y divide-line rounded-panel border border-line px-4">
        {shortcuts.map((shortcut) => (
          <ShortcutLine key={shortcut.does} shortcut={shortcut} />
        ))}
      </dl>
    </section>
  );
}

function ShortcutLine({ shortcut: { does, keys } }: { readonly shortcut: Shortcut }) {
  const { t } = useTranslation();
  const nameOf = useKeyNames();
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 py-2">
      <dt>{t(`shortcuts.${does}`)}</dt>
      <dd className="flex items-center gap-1.5 text-sm text-text-quiet">
        {keys.map((together, index) => (
          <Fragment key={together.join()}>
            {index === 0 ? null : t('shortcuts.or')}
            <span className="inline-flex gap-1">
              {together.map((key) => (
                <KeyCap key={key}>{nameOf(key)}</KeyCap>
              ))}
            </span>
          </Fragment>
        ))}
      </dd>
    </div>
  );
}

const ON_MAC: Partial<Record<KeyName, string>> = {
  command: '⌘',
  control: '⌃',
  shift: '⇧',
  alt: '⌥',
  delete: '⌫',
};

function useKeyNames(): (key: KeyName) => string {
  const { t } = useTranslation();
  const isMac = useApp((state) => state.host?.platform === 'mac');
  return (key) => {
    const onMac = isMac ? ON_MAC[key] : undefined;
    if (onMac !== undefined) return onMac;
    return isNamed(key) ? t(`shortcuts.key.${key}`) : key;
  };
}

function isNamed(key: KeyName): key is NamedKey {
  return key.length > 1;
}
