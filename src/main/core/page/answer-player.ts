import type { QueueClient } from '../../../shared/contract/client.ts';
import { jobUidSchema } from '../../../shared/contract/job.ts';
import { answerMedia } from './answer-media.ts';

/**
 * Answers a player, which names a recording by its job. Any failure is the same to it: there is nothing to play.
 *
 * Always a response, never an error: 404, or what {@link answerMedia} answers.
 *
 * @param name what stands in the address, whatever that is
 * @param queue null where there is none
 */
export async function answerPlayer(
  request: Request,
  name: string,
  queue: Pick<QueueClient, 'call'> | null,
): Promise<Response> {
  const uid = jobUidSchema.safeParse(name);
  if (!uid.success || queue === null) return nothingToPlay();
  const playback = await queue.call('media.playback', { uid: uid.data });
  return playback.ok ? await answerMedia(request, playback.value) : nothingToPlay();
}

function nothingToPlay(): Response {
  return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } });
}
