import type { QueueClient } from '../../shared/contract/client.ts';
import type { MethodInput, MethodName, MethodOutput } from '../../shared/contract/methods.ts';
import { EarshotError, type Failure } from '../../shared/errors.ts';

/** Asks the queue. @throws EarshotError the failure that it answers with */
export async function ask<Name extends MethodName>(
  client: QueueClient,
  method: Name,
  input: MethodInput<Name>,
): Promise<MethodOutput<Name>> {
  const result = await client.call(method, input);
  if (result.ok) return result.value;
  throw errorOf(result.error);
}

/** A failure that came over the line, as an error of this program. */
export function errorOf({ code, message, hint, detail }: Failure): EarshotError {
  return new EarshotError(code, message, { hint, ...(detail === null ? {} : { detail }) });
}
