import { WHISPER_LANGUAGES } from '../../../../shared/whisper-languages.ts';

export type LanguageEntry = {
  readonly code: string;
  /** In the language of the page. */
  readonly name: string;
  /** In the language itself; empty where that is not known, or the same. */
  readonly ownName: string;
};

/** Whisper's Javanese has a code of its own. */
const UNICODE_CODES: Readonly<Record<string, string>> = { jw: 'jv' };

/** Every language that the models know, by name. @param locale of the page, as `Intl` takes it */
export function listLanguages(locale: string): readonly LanguageEntry[] {
  const names = new Intl.DisplayNames(locale, { type: 'language', fallback: 'none' });
  const order = new Intl.Collator(locale);
  return [...WHISPER_LANGUAGES]
    .map(([code, whisperName]) => {
      const unicodeCode = UNICODE_CODES[code] ?? code;
      const name = names.of(unicodeCode) ?? whisperName;
      const own = new Intl.DisplayNames(unicodeCode, { type: 'language', fallback: 'none' }).of(unicodeCode);
      return { code, name, ownName: own === undefined || folded(own) === folded(name) ? '' : own };
    })
    .toSorted((a, b) => order.compare(a.name, b.name));
}

/** Those that somebody may mean: names that begin with the words first, then those that hold them. */
export function findLanguages(all: readonly LanguageEntry[], wanted: string): readonly LanguageEntry[] {
  const words = folded(wanted);
  if (words === '') return all;
  const ranked = all.map((language) => ({ language, rank: rankOf(language, words) }));
  return ranked
    .filter(({ rank }) => rank !== null)
    .toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .map(({ language }) => language);
}

/** @returns null when the words do not mean this language */
function rankOf({ code, name, ownName }: LanguageEntry, words: string): number | null {
  const known = [name, ownName, WHISPER_LANGUAGES.get(code) ?? ''].map(folded);
  if (code === words || known.includes(words)) return 0;
  if (known.some((one) => one.startsWith(words))) return 1;
  return known.some((one) => one.includes(words)) ? 2 : null;
}

/** Nobody types accents to find a name. */
function folded(words: string): string {
  return words.trim().toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');
}
