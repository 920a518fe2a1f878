import type { z } from 'zod';
import { EarshotError } from '../../../shared/errors.ts';

/**
 * Reads a value that is stored as JSON.
 *
 * @param what names the place for the details of the error
 * @throws EarshotError `database-damaged` when it is not what was once written
 */
export function fromJson<T>(schema: z.ZodType<T>, text: string, what: string): T {
  const parsed = schema.safeParse(jsonOrUndefined(text));
  if (parsed.success) return parsed.data;
  throw new EarshotError('database-damaged', 'The database of the queue is damaged.', {
    detail: `${what}: ${parsed.error.message}`,
    cause: parsed.error,
  });
}

/** As {@link fromJson}, for columns that may be empty. */
export function fromJsonOrNull<T>(schema: z.ZodType<T>, text: string | null, what: string): T | null {
  return text === null ? null : fromJson(schema, text, what);
}

export function toJsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** Undefined, which no schema of ours allows, for text that is not JSON. */
export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
