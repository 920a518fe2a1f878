/** How the program ends, for scripts. Listed in `docs/command-line.md`. */
export const EXIT = {
  /** Everything that was asked for was done. */
  ok: 0,
  /** At least one recording failed; the others were done. */
  someFailed: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** A part of Earshot is missing or damaged (ffmpeg, engine, model); nothing was done. */
  notReady: 69,
  /** Stopped by Ctrl-C; what was finished is written. */
  interrupted: 130,
  /** Asked to end by the system (SIGTERM); what was finished is written. */
  terminated: 143,
} as const;
