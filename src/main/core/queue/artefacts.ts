import type { ChildProcess } from 'node:child_process';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cancelled, EarshotError, toEarshotError, writeFailure } from '../../../shared/errors.ts';
import type { Log } from '../logging/log.ts';
import { chooseTrack } from '../media/choose-track.ts';
import type { Decoding } from '../media/decode.ts';
import type { AudioTrack, MediaInfo } from '../media/media-info.ts';
import type { PcmDecodeOptions } from '../media/pcm-decoder.ts';
import { peaksOfFiles, peaksOfRecording } from '../media/peaks.ts';
import { playableAsIs } from '../media/playable-as-is.ts';
import { PLAYBACK_MEDIA_TYPE, writePlaybackCopy } from '../media/playback-copy.ts';
import type { MediaTools } from '../media/resolve-ffmpeg.ts';
import type { Artefact, ArtefactKind, AsyncStore, JobRecord, SourceFingerprint } from '../storage/store.ts';
import type { JobBook } from './job-book.ts';
import { newUid } from './new-uid.ts';
import { OnceAtATime } from './once-at-a-time.ts';
import { hashSource, isSameSource } from './source-fingerprint.ts';

export type ArtefactsPorts = {
  readonly store: Pick<AsyncStore, 'artefact' | 'saveArtefact'>;
  readonly book: JobBook;
  /** Holds the files. */
  readonly folder: string;
  readonly tools: (signal: AbortSignal) => Promise<MediaTools>;
  readonly probe: (file: string, signal: AbortSignal) => Promise<MediaInfo>;
  /** Told of each process. */
  readonly onSpawn: (child: ChildProcess, executable: string) => void;
  readonly hasDiskSpace: () => boolean;
  readonly log: Log;
};

/** A file that can be played, and what it is. */
export type Playable = { readonly path: string; readonly mediaType: string };

/**
 * What is made of recordings for those who look at them and listen to them: a picture of how loud they are, and copies that a
 * browser plays. All of it is kept with the job, and made again when it is lost.
 */
export class Artefacts {
  readonly #ports: ArtefactsPorts;
  readonly #stop = new AbortController();
  readonly #peaks = new OnceAtATime<Uint8Array>();
  readonly #playables = new OnceAtATime<Playable>();

  constructor(ports: ArtefactsPorts) {
    this.#ports = ports;
  }

  /** Ends what is being made. Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#stop.abort(cancelled());
    await Promise.all([this.#peaks.settled(), this.#playables.settled()]);
  }

  /**
   * Looks at the sound that a run has decoded, once that is there; the run goes on meanwhile. Never rejects: what is not kept
   * is made when it is asked for.
   */
  async keepPeaks({ uid }: JobRecord, { finished, streams }: Decoding, signal: AbortSignal): Promise<void> {
    try {
      await finished;
      const record = this.#ports.book.get(uid);
      if ((await this.#kept(record, 'peaks', record.source)) !== null) return;
      const peaks = await peaksOfFiles(
        streams.map(({ path }) => path),
        signal,
      );
      await this.#keepPeaks(record, record.source, peaks);
    } catch (thrown) {
      const { code } = toEarshotError(thrown);
      if (!signal.aborted) this.#ports.log.warn('job.peaks-not-kept', { job: uid, code });
    }
  }

  /**
   * How loud a recording is; see {@link peaksOfRecording}.
   *
   * @throws EarshotError `job-not-found`, `source-changed`, `cancelled`; what is wrong with the recording when it has to be read
   */
  peaks(uid: string): Promise<Uint8Array> {
    return this.#peaks.do(uid, async () => {
      const record = this.#ports.book.get(uid);
      const kept = await this.#kept(record, 'peaks', record.source);
      if (kept !== null && 'data' in kept) return kept.data;
      const { source, file } = await this.#lookAt(record);
      const found = await this.#find(record, file);
      const peaks = await peaksOfRecording({ ...found, channels: record.options.channels });
      await this.#keepPeaks(record, source, peaks);
      return peaks;
    });
  }

  /**
   * A file that browsers play at the times of the transcript: the recording, where they can; else a copy, which is made first
   * where it is missing.
   *
   * @throws EarshotError `job-not-found`, `disk-full`, `output-not-writable`, `source-changed`, `cancelled`; what is wrong with
   *   the recording, such as `file-not-found` where there is no copy either
   */
  playable(uid: string): Promise<Playable> {
    return this.#playables.do(uid, async () => {
      const record = this.#ports.book.get(uid);
      const kept = await this.#keptCopy(record);
      if (kept !== null) return kept;
      const { source, file } = await this.#lookAt(record);
      const found = await this.#find(record, file);
      const mediaType = playableAsIs(file, found.info, found.track);
      return mediaType === null ? await this.#makeCopy(record, source, found) : { path: file, mediaType };
    });
  }

  async #keptCopy(record: JobRecord): Promise<Playable | null> {
    const kept = await this.#kept(record, 'playback', record.source);
    if (kept === null || !('fileName' in kept)) return null;
    const path = join(this.#ports.folder, kept.fileName);
    const stats = await stat(path).catch(() => null);
    return stats?.size === kept.sizeBytes ? { path, mediaType: PLAYBACK_MEDIA_TYPE } : null;
  }

  async #makeCopy(record: JobRecord, source: SourceFingerprint, found: Found): Promise<Playable> {
    const { folder, store, hasDiskSpace } = this.#ports;
    if (!hasDiskSpace()) {
      throw new EarshotError(
        'disk-full',
        `There is no space for a copy of ${basename(found.file)} to be played.`,
      );
    }
    const fileName = `${record.uid}.ogg`;
    const path = join(folder, fileName);
    const temporary = `${path}.${newUid()}.tmp`;
    try {
      await writePlaybackCopy(found, temporary);
      const { size: sizeBytes } = await stat(temporary);
      await rename(temporary, path);
      const madeFrom = contentOf(record, source);
      const isKept = await store.saveArtefact(record.id, { kind: 'playback', madeFrom, sizeBytes, fileName });
      if (!isKept) await rm(path, { force: true });
      return { path, mediaType: PLAYBACK_MEDIA_TYPE };
    } catch (thrown) {
      // What cannot be removed now is swept by the next owner.
      await rm(temporary, { force: true }).catch(() => {});
      if (thrown instanceof EarshotError) throw thrown;
      throw writeFailure(thrown, {
        full: 'There is no space for the copy to be played.',
        other: 'The copy to be played cannot be written.',
      });
    }
  }

  async #keepPeaks(record: JobRecord, source: SourceFingerprint, data: Uint8Array): Promise<void> {
    const madeFrom = contentOf(record, source);
    const artefact: Artefact = { kind: 'peaks', madeFrom, sizeBytes: data.length, data };
    await this.#ports.store.saveArtefact(record.id, artefact);
  }

  /** @returns null for what is not there, or was made from another content or track */
  async #kept(record: JobRecord, kind: ArtefactKind, source: SourceFingerprint): Promise<Artefact | null> {
    const kept = await this.#ports.store.artefact(record.id, kind);
    return kept?.madeFrom === contentOf(record, source) ? kept : null;
  }

  /** The recording as it is now. @throws EarshotError `source-changed` when it is another one by now */
  async #lookAt(record: JobRecord): Promise<{ file: string; source: SourceFingerprint }> {
    const file = record.managedCopy ?? record.source.path;
    const source = await hashSource(file);
    if (isStillIt(record, source)) return { file, source };
    throw new EarshotError(
      'source-changed',
      `${basename(file)} is not the recording any more that was transcribed.`,
    );
  }

  async #find(record: JobRecord, file: string): Promise<Found> {
    const { signal } = this.#stop;
    const { tools, probe, onSpawn } = this.#ports;
    const info = await probe(file, signal);
    const track = chooseTrack(info, record.options.track, file);
    return { file, info, track, tools: await tools(signal), onSpawn, signal };
  }
}

type Found = Omit<PcmDecodeOptions, 'channels' | 'sampleRateHz'> & { readonly track: AudioTrack };

/** A copy of our own has a date of its own; and one that nobody has read yet is known by its length. */
function isStillIt({ source: known, managedCopy }: JobRecord, found: SourceFingerprint): boolean {
  if (known.partialHash === null) return known.sizeBytes === found.sizeBytes;
  return isSameSource(known, managedCopy === null ? found : { ...found, modifiedAtMs: Number.NaN });
}

/** What an artefact is made from: the content of the recording, and which of its tracks. */
function contentOf({ options: { track } }: JobRecord, { sizeBytes, partialHash }: SourceFingerprint): string {
  return `${sizeBytes} ${partialHash} ${track ?? 'default'}`;
}
