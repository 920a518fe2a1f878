import { z } from 'zod';
import { type EarshotError, type Failure, failureSchema } from '../errors.ts';

/** What every method answers on the wire: a value or a failure, never a thrown error. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure };

/** The envelope of a {@link Result}; the value is checked by the method's own schema. */
export const resultSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ ok: z.literal(false), error: failureSchema }),
]);

/** The answer of a method that was carried out. */
export function succeeded<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** The answer of a method that was not; see `fromFailure` for the way back. */
export function failed(error: EarshotError): Result<never> {
  return { ok: false, error: error.toFailure() };
}
