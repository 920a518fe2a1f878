import type { Failure } from '../../shared/errors.ts';
import { printable } from './printable.ts';

/**
 * One line: what happened, what to do, the code.
 *
 * @param about what it happened to, where the sentence does not say so itself
 */
export function failureLine(
  { message, hint, code }: Pick<Failure, 'message' | 'hint' | 'code'>,
  about: string | null = null,
): string {
  const subject = about === null ? '' : `${about}: `;
  return `${printable(`${subject}${message} ${hint}`)} [${code}]\n`;
}
