/** One stream as a probing tool reports it, before we decide what it means. */
export type ProbedStream = {
  readonly streamIndex: number;
  readonly kind: 'audio' | 'video' | 'other';
  readonly codec: string;
  /** 0 when the tool could not find out. */
  readonly channels: number;
  /** 0 when the tool could not find out. */
  readonly sampleRateHz: number;
  readonly hasPictureSize: boolean;
  readonly isDefault: boolean;
  readonly isAttachedPicture: boolean;
  readonly durationMs: number | null;
  readonly tags: ReadonlyMap<string, string>;
};

/** What both ways of probing (ffprobe's JSON, ffmpeg's banner) have in common. Tag names are in lower case. */
export type ProbedContainer = {
  readonly container: string;
  readonly durationMs: number | null;
  readonly startMs: number | null;
  readonly streams: readonly ProbedStream[];
  readonly tags: ReadonlyMap<string, string>;
};
