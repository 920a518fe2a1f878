import { expect, test } from 'vitest';
import { EarshotError } from '../../../src/shared/errors.ts';
import type { TranscribeCall } from '../../support/scripted-engine.ts';
import { answerOf } from '../../support/staged-recording.ts';
import { suiteFolder } from '../../support/suite-folder.ts';
import { TestQueue } from '../../support/test-queue.ts';

const folder = suiteFolder();
const SECOND_TALK_FROM_MS = 12_000;
/** A part is longer than this, and none of its halves is. */
const HALF_SAMPLES = 4 * 16_000;

/** What the engine cannot get through; may be changed between two runs. */
type Sound = { isDeadly: (call: TranscribeCall) => boolean };

/** A finished job with a gap in the second half of its second part. */
async function jobWithGap(): Promise<{ queue: TestQueue; sound: Sound; uid: string }> {
  const sound: Sound = { isDeadly: (call) => isOfSecondTalk(call) && !isFirstHalf(call) };
  const answer = (call: TranscribeCall) => {
    if (sound.isDeadly(call)) throw new EarshotError('engine-failed', 'It cannot be heard.');
    return answerOf(call);
  };
  const queue = await TestQueue.open(folder, {
    engine: () => ({ answer }),
    ports: () => ({ wait: async () => {} }),
  });
  const uid = await queue.addOne();
  expect((await queue.reached(uid, 'completed')).status).toEqual({ state: 'completed', gaps: 1 });
  return { queue, sound, uid };
}

function isOfSecondTalk({ startMs }: TranscribeCall): boolean {
  return Math.floor(startMs / SECOND_TALK_FROM_MS) === 1;
}

/** Of a part that was cut in two. */
function isFirstHalf({ range, startMs }: TranscribeCall): boolean {
  return range.sampleCount < HALF_SAMPLES && startMs < SECOND_TALK_FROM_MS + 2_500;
}

/** The text that was announced of the second part in its last run. */
function toldOfSecondPart(queue: TestQueue): string[] | undefined {
  const told = queue.eventsOf('job-segments').filter(({ sequence }) => sequence === 1);
  return told.at(-1)?.segments.map(({ text }) => text);
}

async function storedOfSecondPart(queue: TestQueue, uid: string): Promise<string[] | undefined> {
  const { chunks } = await queue.call('transcript.chunks', { uid, from: 1 });
  return chunks.find(({ sequence }) => sequence === 1)?.segments.map(({ text }) => text);
}

test('the older text that is kept of a part is what is told, when a new try has less of it', async () => {
  const { queue, sound, uid } = await jobWithGap();
  const before = await storedOfSecondPart(queue, uid);
  expect(before).toHaveLength(1);
  sound.isDeadly = isOfSecondTalk;
  await queue.call('jobs.retry', { jobs: { uids: [uid] } });
  await queue.reached(uid, 'completed');
  expect(await storedOfSecondPart(queue, uid)).toEqual(before);
  expect(toldOfSecondPart(queue)).toEqual(before);
});

test('what a person has changed in a part is told with it, when it is tried again', async () => {
  const { queue, sound, uid } = await jobWithGap();
  const { segments } = await queue.call('transcript.get', { uid, revision: null });
  const edited = segments.find(({ startMs }) => startMs > SECOND_TALK_FROM_MS);
  await queue.call('transcript.edit', { uid, segmentId: edited?.id ?? '', text: 'As I have put it.' });
  sound.isDeadly = () => false;
  await queue.call('jobs.retry', { jobs: { uids: [uid] } });
  expect((await queue.reached(uid, 'completed')).status).toEqual({ state: 'completed', gaps: 0 });
  expect(await storedOfSecondPart(queue, uid)).toEqual(['As I have put it.']);
  expect(toldOfSecondPart(queue)).toEqual(['As I have put it.']);
});
