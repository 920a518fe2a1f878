import type { TFunction } from 'i18next';
import { DEFAULT_HINTS, type ErrorCode, type Failure } from '../../../shared/errors.ts';
import { en } from './en/index.ts';

/**
 * What a person can do about a failure. What the core says of a code in general may be meant for the command line: where this
 * screen has buttons for it, it has words of its own.
 */
export function failureHint({ code, hint }: Failure, t: TFunction): string {
  const isGeneral = hint === DEFAULT_HINTS[code] || hint.includes('`');
  return isGeneral && isKnown(code) ? t(`hints.${code}`) : hint;
}

function isKnown(code: ErrorCode): code is ErrorCode & keyof typeof en.hints {
  return code in en.hints;
}
