import type { i18n } from 'i18next';
import { useContext } from 'react';
import { I18nContext, useTranslation } from 'react-i18next';
import { createFormats, type Formats } from './formats.ts';

/** Rows ask by the thousand; `Intl` objects are dear to make. */
const made = new WeakMap<i18n, { readonly language: string; readonly formats: Formats }>();

/** {@link Formats} in the language of the page. */
export function formatsFor(words: i18n): Formats {
  const known = made.get(words);
  if (known?.language === words.language) return known.formats;
  const formats = createFormats(words.t, words.language);
  made.set(words, { language: words.language, formats });
  return formats;
}

export function useFormats(): Formats {
  // Renders again when the language changes; what it returns is made anew for each call, so that nothing can be kept by it.
  const { i18n: copy } = useTranslation();
  return formatsFor(useContext(I18nContext)?.i18n ?? copy);
}
