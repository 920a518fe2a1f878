import { Popover } from 'radix-ui';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../components/class-names.ts';
import { TextInput } from '../../components/text-input.tsx';
import { findLanguages, type LanguageEntry, listLanguages } from './language-list.ts';

export type LanguagePickerProps = {
  readonly id: string;
  readonly code: string;
  readonly onChange: (code: string) => void;
};

/** One of a hundred languages, found by writing a part of its name. A combobox as ARIA's practices describe it. */
export function LanguagePicker({ id, code, onChange }: LanguagePickerProps) {
  const { t, i18n } = useTranslation();
  const listId = useId();
  const all = useMemo(() => listLanguages(i18n.language), [i18n.language]);
  /** What was written to find one; null while the list is closed. */
  const [wanted, setWanted] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const found = useMemo(() => findLanguages(all, wanted ?? ''), [all, wanted]);
  const current = all.find((language) => language.code === code);
  const isOpen = wanted !== null;
  const optionId = (index: number): string => `${listId}${index}`;

  const open = (): void => {
    if (isOpen) return;
    setWanted('');
    setActive(
      Math.max(
        0,
        all.findIndex((language) => language.code === code),
      ),
    );
  };
  const choose = (language: LanguageEntry | undefined): void => {
    setWanted(null);
    if (language !== undefined && language.code !== code) onChange(language.code);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      open();
      if (isOpen) setActive((index) => Math.min(Math.max(index + step, 0), Math.max(found.length - 1, 0)));
    } else if (event.key === 'Enter' && isOpen) choose(found[active]);
    else if (event.key === 'Escape' && isOpen) setWanted(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <Popover.Root open={isOpen} onOpenChange={(opens) => (opens ? open() : setWanted(null))}>
      <Popover.Anchor asChild>
        <TextInput
          id={id}
          role="combobox"
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-autocomplete="list"
          {...(isOpen && found.length > 0 ? { 'aria-activedescendant': optionId(active) } : {})}
          autoComplete="off"
          placeholder={isOpen ? (current?.name ?? '') : t('settings.language.find')}
          value={wanted ?? current?.name ?? code}
          onChange={(event) => {
            setWanted(event.target.value);
            setActive(0);
          }}
          onClick={open}
          onBlur={() => setWanted(null)}
          onKeyDown={onKeyDown}
          className="w-56"
        />
      </Popover.Anchor>
      <Popover.Content
        // To ARIA it is nothing but the place of the list: the focus never enters it.
        role="presentation"
        align="end"
        sideOffset={4}
        collisionPadding={8}
        onOpenAutoFocus={(event) => event.preventDefault()}
        onCloseAutoFocus={(event) => event.preventDefault()}
        // The field keeps the focus, so that writing goes on.
        onPointerDown={(event) => event.preventDefault()}
        onInteractOutside={(event) => {
          if (event.target instanceof Element && event.target.id === id) event.preventDefault();
        }}
        className="appear z-50 w-72 max-w-[calc(100vw-16px)] rounded-panel bg-surface-raised p-1 text-sm shadow-float forced-colors:border"
      >
        <ul
          id={listId}
          role="listbox"
          aria-label={t('settings.language.which')}
          className="max-h-[min(16rem,calc(var(--radix-popover-content-available-height)-0.5rem))] overflow-y-auto"
        >
          {found.map((language, index) => (
            <LanguageOption
              key={language.code}
              id={optionId(index)}
              language={language}
              isActive={index === active}
              isChosen={language.code === code}
              onPoint={() => setActive(index)}
              onChoose={() => choose(language)}
            />
          ))}
        </ul>
        {found.length === 0 ? <p className="p-2 text-text-quiet">{t('settings.language.none')}</p> : null}
      </Popover.Content>
    </Popover.Root>
  );
}

type LanguageOptionProps = {
  readonly id: string;
  readonly language: LanguageEntry;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
};

function LanguageOption({ id, language, isActive, isChosen, onPoint, onChoose }: LanguageOptionProps) {
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    <li
      ref={element}
      id={id}
      role="option"
      aria-selected={isChosen}
      onPointerMove={onPoint}
      onClick={onChoose}
      className={classNames(
        'flex h-8 items-center gap-3 rounded-control px-2 aria-selected:font-medium',
        isActive && 'bg-surface-sunken forced-colors:outline-2 forced-colors:-outline-offset-2',
      )}
    >
      <span className="min-w-0 flex-1 truncate">{language.name}</span>
      <span lang={language.code} className="truncate text-text-quiet">
        {language.ownName}
      </span>
    </li>
  );
}
