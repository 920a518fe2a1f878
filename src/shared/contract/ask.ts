import { fromFailure } from '../errors.ts';
import type { QueueClient } from './client.ts';
import type { MethodInput, MethodName, MethodOutput } from './methods.ts';

/**
 * Asks the queue, for programs that go no further without the answer.
 *
 * @throws EarshotError the failure that the queue answers with
 */
export async function ask<Name extends MethodName>(
  client: QueueClient,
  method: Name,
  input: MethodInput<Name>,
): Promise<MethodOutput<Name>> {
  const result = await client.call(method, input);
  if (result.ok) return result.value;
  throw fromFailure(result.error);
}
