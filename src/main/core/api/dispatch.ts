import { z } from 'zod';
import { isMethodName, METHOD_SCHEMAS } from '../../../shared/contract/method-schemas.ts';
import type { MethodInput, MethodName, MethodOutput } from '../../../shared/contract/methods.ts';
import { failed, type Result, succeeded } from '../../../shared/contract/result.ts';
import { EarshotError, toEarshotError } from '../../../shared/errors.ts';

/** What carries out the methods. A handler may throw anything; it gets input that has been checked. */
export type Handlers = {
  readonly [Name in MethodName]: (input: MethodInput<Name>) => Promise<MethodOutput<Name>>;
};

const MAX_ISSUES = 10;
const MAX_DETAIL_CHARACTERS = 2_000;
const MAX_NAME_CHARACTERS = 60;

/**
 * The one way from a transport to the handlers. Never rejects: failures are values, `invalid-argument` for a method or an
 * input that the contract does not have, `internal` for an answer that it does not have. What it answers shares no
 * object with the handlers.
 */
export async function dispatch(
  handlers: Handlers,
  method: string,
  rawInput: unknown,
): Promise<Result<unknown>> {
  return isMethodName(method) ? perform(handlers, method, rawInput) : failed(unknownMethod(method));
}

/** {@link dispatch} for a method that is known to exist. */
export async function perform<Name extends MethodName>(
  handlers: Handlers,
  method: Name,
  rawInput: unknown,
): Promise<Result<MethodOutput<Name>>> {
  const input = METHOD_SCHEMAS[method].input.safeParse(rawInput);
  if (!input.success)
    return failed(unfit('invalid-argument', `${method} was called with wrong input.`, input.error));
  try {
    const output = METHOD_SCHEMAS[method].output.safeParse(await handlers[method](input.data));
    if (output.success) return succeeded(output.data);
    return failed(unfit('internal', `${method} gave an answer that breaks the contract.`, output.error));
  } catch (error) {
    return failed(toEarshotError(error));
  }
}

export function unknownMethod(method: string): EarshotError {
  const name = JSON.stringify(method.slice(0, MAX_NAME_CHARACTERS));
  return new EarshotError('invalid-argument', `The queue has no method ${name}.`);
}

/** Says where the trouble is and what was expected, never what was given. */
export function unfit(
  code: 'invalid-argument' | 'internal',
  message: string,
  error: z.ZodError,
): EarshotError {
  const first = new z.ZodError(error.issues.slice(0, MAX_ISSUES));
  return new EarshotError(code, message, { detail: z.prettifyError(first).slice(0, MAX_DETAIL_CHARACTERS) });
}
