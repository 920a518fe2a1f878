export const PART_MARK: number;

export function textOfSound(
  pcm: Buffer,
  firstSample: number,
): { recording: number; part: number; phrases: [string, string] };
