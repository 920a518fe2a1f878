import type { Bench } from './bench.ts';
import { atMost, markdownTable, type Section } from './report.ts';
import { Earshot } from './transcriber.ts';

const BYTES_PER_MB = 1_000_000;

/** Four times the length must not need more memory; and the first text must not wait for the end of a long file. */
export async function measureMemory({ paths, sound, log }: Bench): Promise<Section> {
  const earshot = new Earshot(paths, []);
  const rows: string[][] = [
    ['recording', 'wall s', 'first text after s', 'engine peak MB', 'all processes peak MB'],
  ];
  const measure = async ({ file, seconds }: { file: string; seconds: number }) => {
    const { cost } = await earshot.transcribe(file);
    const name = `${(seconds / 60).toFixed(1)} minutes`;
    log(`memory: ${name} in ${(cost.wallMs / 1000).toFixed(1)} s`);
    const firstText = cost.firstTextMs === null ? 'none' : (cost.firstTextMs / 1000).toFixed(1);
    rows.push([
      name,
      (cost.wallMs / 1000).toFixed(1),
      firstText,
      inMb(cost.enginePeakRssBytes),
      inMb(cost.treePeakRssBytes),
    ]);
    return cost;
  };
  const short = await measure(sound.quarterHour);
  const long = await measure(sound.hour);

  const growth = (peak: 'enginePeakRssBytes' | 'treePeakRssBytes') => 100 * (long[peak] / short[peak] - 1);
  const firstTextSeconds = (long.firstTextMs ?? Number.POSITIVE_INFINITY) / 1000;
  return {
    heading: 'Memory and first text on a long recording',
    body: markdownTable(rows),
    verdicts: [
      atMost('growth of the engine from 15 to 60 minutes', growth('enginePeakRssBytes'), 5, '%', 1),
      atMost('growth of all processes from 15 to 60 minutes', growth('treePeakRssBytes'), 5, '%', 1),
      atMost('first text of a 60-minute file', firstTextSeconds, 5, 's', 1),
    ],
  };
}

function inMb(bytes: number): string {
  return (bytes / BYTES_PER_MB).toFixed(0);
}
