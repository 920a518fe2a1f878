import type { ResumePoint } from '../../src/main/core/transcription/chunk-journal.ts';

/** A recording that nobody has worked on. */
export const FRESH_START: ResumePoint = { planned: [], slices: [], language: null };
