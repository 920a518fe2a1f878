import type { TFunction } from 'i18next';
import type { ErrorCode, Failure } from '../../../shared/errors.ts';
import { en } from './en/index.ts';

/** What a person can do about a failure. Hints for the command line, which name commands, are of no use here. */
export function failureHint({ code, hint }: Failure, t: TFunction): string {
  return hint.includes('`') && isKnown(code) ? t(`hints.${code}`) : hint;
}

function isKnown(code: ErrorCode): code is ErrorCode & keyof typeof en.hints {
  return code in en.hints;
}
