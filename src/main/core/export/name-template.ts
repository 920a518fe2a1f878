import { EarshotError } from '../../../shared/errors.ts';

/** What stands for the placeholders of a template. */
export type NameParts = {
  /** The recording's file name without its extension. */
  readonly name: string;
  /** `2026-11-22`. */
  readonly date: string;
  readonly model: string;
  readonly language: string;
};

const PLACEHOLDER = /\{(name|date|model|language)\}/g;

/** What one of the systems takes for something else than a letter of a name. */
const NOT_IN_NAMES = /[/\\<>:"|?*\p{Cc}]/u;

/** Devices of Windows, whatever extension follows. */
const RESERVED = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]) *(\.|$)/i;

/**
 * Whether files can be named by this template, on any system: settings travel.
 *
 * @throws EarshotError `invalid-argument` for unknown placeholders, separators of paths, letters that no name may hold and
 *   names that Windows keeps for itself
 */
export function checkNameTemplate(template: string): void {
  const literal = template.replaceAll(PLACEHOLDER, '');
  if (/[{}]/.test(literal)) {
    const unknown = /\{[^{}]*\}?|\}/.exec(literal)?.[0] ?? literal;
    throw refusal(`“${unknown}” is not known in the name of a file.`);
  }
  if (NOT_IN_NAMES.test(literal)) {
    throw refusal(`“${template}” holds a letter that cannot be in the name of a file.`);
  }
  if (/^[. ]*$/.test(template) || RESERVED.test(template)) {
    throw refusal(`“${template}” cannot be the name of a file.`);
  }
}

/** @returns a base name; the recording's own name in it is left as it is */
export function fillNameTemplate(template: string, parts: NameParts): string {
  const values = new Map(
    Object.entries({ ...parts, model: harmless(parts.model), language: harmless(parts.language) }),
  );
  return template.replaceAll(PLACEHOLDER, (placeholder, key: string) => values.get(key) ?? placeholder);
}

function harmless(text: string): string {
  return text.replaceAll(new RegExp(NOT_IN_NAMES, 'gu'), '-');
}

function refusal(message: string): EarshotError {
  return new EarshotError('invalid-argument', message, {
    hint: 'Names are made of {name}, {date}, {model}, {language} and letters without a meaning of their own.',
  });
}
