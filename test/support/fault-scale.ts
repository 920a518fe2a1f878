/** How much of each fault is tried, by its name on the command line of `npm run test:faults`. */
const SCALES = {
  /** Times that the program is killed at a random moment, with the scripted engine. */
  kills: { short: 5, long: 1000 },
  /** The same with the real engine. */
  'real-kills': { short: 1, long: 50 },
  /** Times that the engine or ffmpeg is killed. */
  'child-kills': { short: 2, long: 200 },
  /** Times that each failpoint is met, at a later pass each time. */
  'failpoint-passes': { short: 1, long: 10 },
  /** Images of a disk whose power was cut. */
  images: { short: 40, long: 2000 },
  /** Times that two programs are started at once. */
  races: { short: 1, long: 50 },
  /** Times that an owner with clients is ended. */
  takeovers: { short: 2, long: 50 },
  /** Jobs that wait at once. */
  jobs: { short: 1100, long: 10_000 },
  /** Recordings in one batch of nested folders. */
  files: { short: 10, long: 500 },
  /** Damaged databases. */
  damages: { short: 10, long: 200 },
  /** Minutes of random faults; none unless asked for. */
  'soak-minutes': { short: 0, long: 0 },
} as const;

export type ScaleName = keyof typeof SCALES;

export const isLong = process.env['EARSHOT_FAULTS'] === 'long';

/** @returns how often, as `EARSHOT_FAULTS_KILLS` or the length of the whole run says */
export function scaleOf(name: ScaleName): number {
  const asked = process.env[`EARSHOT_FAULTS_${name.toUpperCase().replaceAll('-', '_')}`];
  return asked === undefined || asked === '' ? SCALES[name][isLong ? 'long' : 'short'] : Number(asked);
}
