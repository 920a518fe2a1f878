import type { z } from 'zod';
import { EarshotError } from '../errors.ts';
import { METHODS, type MethodInput, type MethodName, type MethodOutput } from './methods.ts';
import { failed, type Result, resultSchema, succeeded } from './result.ts';

type MethodSchemas = {
  readonly [Name in MethodName]: {
    readonly input: z.ZodType<MethodInput<Name>>;
    readonly output: z.ZodType<MethodOutput<Name>>;
  };
};

/** {@link METHODS} in a form that keeps input and output of a method together while its name is still a variable. */
export const METHOD_SCHEMAS: MethodSchemas = METHODS;

/** Own properties only: `constructor` and `__proto__` are no methods. */
export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(METHODS, name);
}

/** What came over a line in answer to a call, checked; what does not fit the contract is the failure `internal`. */
export function readAnswer<Name extends MethodName>(method: Name, raw: unknown): Result<MethodOutput<Name>> {
  const answer = resultSchema.safeParse(raw);
  if (!answer.success) return failed(unreadable(method));
  if (!answer.data.ok) return answer.data;
  const value = METHOD_SCHEMAS[method].output.safeParse(answer.data.value);
  return value.success ? succeeded(value.data) : failed(unreadable(method));
}

function unreadable(method: string): EarshotError {
  return new EarshotError('internal', `The queue's answer to ${method} cannot be understood.`);
}
