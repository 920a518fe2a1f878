import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en/index.ts';

/**
 * The words of the page, at hand from the first line on: catalogues are part of the bundle.
 *
 * @param languages what the person reads, the best first; as `navigator.languages` has them
 */
export function createI18n(languages: readonly string[]): i18n {
  const words = createInstance();
  void words.use(initReactI18next).init({
    // Regions differ in how they write dates and numbers: en-GB is not en-US.
    lng: languages.find((language) => language.startsWith('en')) ?? 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    initAsync: false,
    // React writes text as text.
    interpolation: { escapeValue: false },
  });
  return words;
}
