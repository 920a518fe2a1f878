import { failed, type Result, resultSchema } from '../../../shared/contract/result.ts';
import { EarshotError } from '../../../shared/errors.ts';

/** @returns what the host answered; anything else is the failure `queue-unreachable` */
export function readResult(body: unknown): Result<unknown> {
  const result = resultSchema.safeParse(body);
  if (!result.success) return failed(unreachable(result.error));
  return result.data.ok ? { ok: true, value: result.data.value } : result.data;
}

export function unreachable(cause: unknown): EarshotError {
  return new EarshotError('queue-unreachable', 'Earshot does not answer.', {
    hint: 'This window connects again by itself.',
    cause,
  });
}
