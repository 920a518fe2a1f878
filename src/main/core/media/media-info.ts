/** One audio track of a file, as the container describes it. */
export type AudioTrack = {
  /** Zero-based among the audio tracks that can be decoded; what a person chooses by. */
  readonly index: number;
  /** Zero-based among all streams of the file; what ffmpeg chooses by. */
  readonly streamIndex: number;
  /** ffmpeg's name, such as `aac` or `pcm_s16le`. */
  readonly codec: string;
  readonly channels: number;
  readonly sampleRateHz: number;
  /** As written in the file (ISO 639-2 as a rule), or null when it is not declared. */
  readonly language: string | null;
  readonly title: string | null;
  readonly isDefault: boolean;
  /** Declared length of this track; null where the container (or ffmpeg without ffprobe) does not tell. */
  readonly durationMs: number | null;
};

export type MediaTags = {
  readonly title: string | null;
  readonly artist: string | null;
  /** ISO 8601; a date alone or a time without a zone where the recorder wrote no more than that. */
  readonly recordedAt: string | null;
};

/** What is known about a recording before a single sample is decoded. */
export type MediaInfo = {
  readonly sizeBytes: number;
  /** Wall time of the last change, milliseconds since 1970. */
  readonly modifiedAtMs: number;
  /** ffmpeg's name or names for the container, such as `matroska,webm`. */
  readonly container: string;
  /**
   * Declared length of the whole file, or an estimate from its size (raw AAC, MP3 without an index: can be far off);
   * null where there is neither (live recordings). The truth is known when the file has been decoded.
   */
  readonly durationMs: number | null;
  /** The earliest timestamp in the file; null where the format has no timestamps. */
  readonly startMs: number | null;
  /** At least one. */
  readonly tracks: readonly AudioTrack[];
  /** Moving pictures; cover art does not count. */
  readonly hasVideo: boolean;
  readonly tags: MediaTags;
};
