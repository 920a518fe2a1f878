import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeAudio } from '../../src/main/core/media/decode.ts';
import { probeMedia } from '../../src/main/core/media/probe.ts';
import { beeps, decodeAll, ffmpeg, fixture, tools } from '../support/make-media.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import {
  type AddRequest,
  foldersIn,
  latch,
  TestQueue,
  type TestQueueScript,
  until,
} from '../support/test-queue.ts';

const suite = suiteFolder();

/** An engine that is scripted, and sound that is real. */
function realSound(script: TestQueueScript = {}): TestQueueScript {
  return {
    mediaTools: tools,
    probe: (file, signal) => probeMedia(file, tools, { signal }),
    ports: () => ({ decode: (request) => decodeAudio({ ...request, tools }) }),
    ...script,
  };
}

/** Adds a recording under a name of its own and waits until its text is there. */
async function transcribed(queue: TestQueue, source: string, request: AddRequest = {}) {
  const path = queue.record('talk.wav');
  copyFileSync(source, path);
  const { jobs } = await queue.add([path], request);
  const uid = jobs[0]?.uid ?? '';
  await queue.reached(uid, 'completed');
  return { uid, path };
}

/** What no browser plays: half a second of sound in three seconds. */
function unplayable(queue: TestQueue): string {
  mkdirSync(join(queue.home, 'made'), { recursive: true });
  return ffmpeg(join(queue.home, 'made'), ...beeps(3, [0.5, 1]), '-c:a', 'pcm_f64be', 'talk.aiff');
}

function artefactsOf(queue: TestQueue): string[] {
  return readdirSync(foldersIn(queue.home).artefacts);
}

function callsOf(queue: TestQueue, method: string): unknown[] {
  const calls: unknown[] = [];
  queue.store.before = (call) => {
    if (call.method === method) calls.push(call.args);
  };
  return calls;
}

describe('the picture of a recording', () => {
  test('is there when the text is, without the recording being read once more', async () => {
    const queue = await TestQueue.open(suite, realSound());
    const { uid, path } = await transcribed(queue, fixture('jfk.wav'));
    rmSync(path);
    const { peaks, peaksPerSecond } = await queue.call('media.peaks', { uid });
    expect([peaks.length, peaksPerSecond]).toEqual([110, 10]);
    expect([Math.max(...peaks) > 100, Math.min(...peaks) < 10]).toEqual([true, true]);
  });

  test('is made from the recording where it is lost, and then kept', async () => {
    const queue = await TestQueue.open(suite, realSound());
    // A run whose working file cannot be looked at loses nothing else.
    queue.script.ports = undefined;
    const { uid, path } = await transcribed(queue, fixture('jfk.wav'));
    expect(queue.logged).toContain('job.peaks-not-kept');
    const saved = callsOf(queue, 'saveArtefact');
    const [one, other] = await Promise.all([
      queue.call('media.peaks', { uid }),
      queue.call('media.peaks', { uid }),
    ]);
    expect([one.peaks.length, other]).toEqual([110, one]);
    expect(saved).toHaveLength(1);
    rmSync(path);
    expect(await queue.call('media.peaks', { uid })).toEqual(one);
  });

  test('is not that of another recording under the same name', async () => {
    const queue = await TestQueue.open(suite, realSound());
    queue.script.ports = undefined;
    const { uid, path } = await transcribed(queue, fixture('jfk.wav'));
    copyFileSync(fixture('austen-0870.wav'), path);
    expect(await queue.refusal('media.peaks', { uid })).toMatchObject({ code: 'source-changed' });
    rmSync(path);
    expect(await queue.refusal('media.peaks', { uid })).toMatchObject({ code: 'file-not-found' });
  });

  test('follows when a job gets another recording', async () => {
    const queue = await TestQueue.open(suite, realSound());
    const { uid } = await transcribed(queue, fixture('jfk.wav'));
    const other = queue.record('other.wav');
    copyFileSync(fixture('austen-0870.wav'), other);
    await queue.call('jobs.relocate', { uid, path: other, acceptChanged: true });
    await queue.reached(uid, 'completed');
    const { peaks } = await queue.call('media.peaks', { uid });
    const { streams } = await decodeAll(other);
    expect(peaks).toHaveLength(Math.ceil(statSync(streams[0]?.path ?? '').size / 3200));
  });

  test('a run that is stopped while it is drawn ends all the same', async () => {
    const queue = await TestQueue.open(
      suite,
      realSound({ engine: () => ({ answer: () => new Promise(() => {}) }) }),
    );
    const held = latch();
    queue.store.before = ({ method }) => (method === 'saveArtefact' ? held.pass() : undefined);
    const path = queue.record('talk.wav');
    copyFileSync(fixture('jfk.wav'), path);
    const { jobs } = await queue.add([path]);
    const uid = jobs[0]?.uid ?? '';
    await held.arrived;
    await queue.call('jobs.cancel', { jobs: { uids: [uid] } });
    expect((await queue.reached(uid, 'canceled')).status.state).toBe('canceled');
    held.open();
  });
});

describe('a recording to be played', () => {
  test('is the recording itself where browsers can', async () => {
    const queue = await TestQueue.open(suite, realSound());
    const { uid, path } = await transcribed(queue, fixture('jfk.wav'));
    expect(await queue.call('media.playback', { uid })).toEqual({ path, mediaType: 'audio/wav' });
    expect(artefactsOf(queue)).toEqual([]);
  });

  test('is the copy that Earshot keeps of it', async () => {
    const queue = await TestQueue.open(suite, realSound());
    const { uid, path } = await transcribed(queue, fixture('jfk.wav'), { keepCopy: true });
    rmSync(path);
    expect(await queue.call('media.playback', { uid })).toEqual({
      path: join(foldersIn(queue.home).copies, `${uid}.wav`),
      mediaType: 'audio/wav',
    });
  });

  test('is a copy that is made when it is first asked for, once for everybody, and kept', async () => {
    const queue = await TestQueue.open(suite, realSound());
    const { uid, path } = await transcribed(queue, unplayable(queue));
    expect(artefactsOf(queue)).toEqual([]);
    const saved = callsOf(queue, 'saveArtefact');
    const asked = await Promise.all([1, 2, 3].map(() => queue.call('media.playback', { uid })));
    const copy = join(foldersIn(queue.home).artefacts, `${uid}.ogg`);
    expect(asked).toEqual([1, 2, 3].map(() => ({ path: copy, mediaType: 'audio/ogg' })));
    expect([saved.length, artefactsOf(queue)]).toEqual([1, [`${uid}.ogg`]]);
    const { spans } = await decodeAll(copy);
    expect(Math.abs((spans[0]?.[0]?.[0] ?? 0) - 0.5)).toBeLessThan(0.03);
    // The recording may go: the copy stays.
    rmSync(path);
    expect(await queue.call('media.playback', { uid })).toEqual(asked[0]);
  });

  test('is made again when the copy is lost or spoilt', async () => {
    const queue = await TestQueue.open(suite, realSound());
    const { uid } = await transcribed(queue, unplayable(queue));
    const { path } = await queue.call('media.playback', { uid });
    const { size } = statSync(path);
    writeFileSync(path, 'half');
    await queue.call('media.playback', { uid });
    expect(statSync(path).size).toBe(size);
    rmSync(path);
    await queue.call('media.playback', { uid });
    expect(existsSync(path)).toBe(true);
  });

  test('cannot be had where recording and copy are gone, or the recording is another one', async () => {
    const queue = await TestQueue.open(suite, realSound());
    const { uid, path } = await transcribed(queue, unplayable(queue));
    copyFileSync(fixture('jfk.wav'), path);
    expect(await queue.refusal('media.playback', { uid })).toMatchObject({ code: 'source-changed' });
    rmSync(path);
    expect(await queue.refusal('media.playback', { uid })).toMatchObject({ code: 'file-not-found' });
    expect(await queue.refusal('media.playback', { uid: 'x'.repeat(20) })).toMatchObject({
      code: 'job-not-found',
    });
    expect(artefactsOf(queue)).toEqual([]);
  });

  test('is not copied while the disk is too full for anything new', async () => {
    const queue = await TestQueue.open(suite, realSound());
    const { uid } = await transcribed(queue, unplayable(queue));
    const everything = { blockBelowFreeBytes: 10 ** 15, resumeAboveFreeBytes: 10 ** 15 };
    await queue.call('queue.configure', { settings: everything });
    await queue.addOne('other.wav');
    await until(async () => {
      const { holds } = await queue.call('queue.status', {});
      return holds.some(({ reason }) => reason === 'disk-full');
    });
    expect(await queue.refusal('media.playback', { uid })).toMatchObject({ code: 'disk-full' });
  });

  test('that cannot be stored leaves nothing behind', async () => {
    const queue = await TestQueue.open(suite, realSound());
    const { uid } = await transcribed(queue, unplayable(queue));
    rmSync(foldersIn(queue.home).artefacts, { recursive: true });
    writeFileSync(foldersIn(queue.home).artefacts, 'not a folder');
    expect(await queue.refusal('media.playback', { uid })).toMatchObject({ code: 'output-not-writable' });
  });

  test('whose copy is being made does not keep the queue from stopping, and half of it does not stay', async () => {
    const queue = await TestQueue.open(suite, realSound());
    mkdirSync(join(queue.home, 'made'));
    const silence = ['-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono', '-t', '7200', '-c:a', 'flac'];
    const long = ffmpeg(join(queue.home, 'made'), ...silence, '-f', 'caf', 'long.caf');
    queue.script.ports = undefined;
    const { uid } = await transcribed(queue, long);
    const asked = queue.client.call('media.playback', { uid });
    while (artefactsOf(queue).length === 0) await new Promise(setImmediate);
    await queue.stop();
    expect(await asked).toMatchObject({ ok: false });
    expect(artefactsOf(queue)).toEqual([]);
  });

  test('goes with its job for good', async () => {
    const queue = await TestQueue.open(suite, realSound());
    const { uid } = await transcribed(queue, unplayable(queue));
    await queue.call('media.playback', { uid });
    writeFileSync(join(foldersIn(queue.home).artefacts, 'nobody.ogg'), '');
    await queue.call('jobs.remove', { jobs: { uids: [uid] } });
    await queue.stop();
    const again = await TestQueue.open(suite, realSound(), { home: queue.home });
    // It can be restored, and what belongs to nobody is gone.
    expect(artefactsOf(again)).toEqual([`${uid}.ogg`]);
  });
});
