/**
 * The protocol between Earshot and `whisper-runner`: one JSON object a line, {@link runner-commands.ts | commands} on its
 * stdin, {@link runner-events.ts | events} on its stdout. `native/README.md` describes all of it in words; the contract
 * test runs the real runner against these schemas.
 */
import { z } from 'zod';

/** Version that the runner announces in `hello`. A runner with another version is not used. */
export const RUNNER_PROTOCOL = 1;

/** Samples per second of every PCM file that the runner reads (one channel, signed 16 bit, little endian). */
export const RUNNER_SAMPLE_RATE_HZ = 16_000;

/** Exit codes of the runner's process. */
export const RunnerExitCode = {
  /** After `quit`, or because stdin was closed. */
  ok: 0,
  badUsage: 64,
  internal: 70,
  /** Above `memoryLimitBytes`, or an allocation failed. */
  memoryLimit: 71,
  /** This executable needs instructions that the CPU or the operating system does not offer. */
  cpuUnsupported: 72,
  /** Nobody reads its stdout any more. */
  outputClosed: 74,
} as const;

/** A number of samples, bytes, tokens or graph nodes. */
export const countSchema = z.int().min(0);

/** The name of a job, chosen by who asks for it. ASCII only: the runner counts bytes. */
export const jobIdSchema = z.string().regex(/^[\x20-\x7e]{1,200}$/);

/** The answer to `whisper-runner-<variant> --probe`. */
export const runnerProbeSchema = z.strictObject({
  variant: z.string(),
  cpuFeatures: z.array(z.string()),
  /** Best first; ends with "baseline". */
  supported: z.array(z.string()).min(1),
});
export type RunnerProbe = z.infer<typeof runnerProbeSchema>;
