import { timeBareEngine } from './bare-engine.ts';
import type { Bench } from './bench.ts';
import { planLikeEarshot } from './plan-like-earshot.ts';
import { atMost, markdownTable, type Section } from './report.ts';
import { formatSpread, spreadOf } from './spread.ts';

/**
 * What the product costs beyond recognition: start, probing, decoding, finding speech, planning, checking, writing. The
 * same chunks go through the bare engine, in turn with whole runs of the product.
 */
export async function measureOverhead({ bare, competitors, sound, options, log }: Bench): Promise<Section> {
  const { pcm, sampleCount } = sound.quarterHourSamples;
  const { chunks, speechScanMs } = await planLikeEarshot(bare, pcm, sampleCount);
  const bareSeconds: number[] = [];
  const earshotSeconds: number[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    const bareMs = await timeBareEngine(bare, chunks);
    const { cost } = await competitors.earshot.transcribe(sound.quarterHour.file);
    bareSeconds.push(bareMs / 1000);
    earshotSeconds.push(cost.wallMs / 1000);
    log(
      `overhead, round ${round}: bare ${(bareMs / 1000).toFixed(1)} s, Earshot ${(cost.wallMs / 1000).toFixed(1)} s`,
    );
  }

  const bareSpread = spreadOf(bareSeconds);
  const earshotSpread = spreadOf(earshotSeconds);
  const share = (seconds: number) => 100 * (1 - seconds / earshotSpread.median);
  const recognition = share(bareSpread.median);
  const inference = share(bareSpread.median + speechScanMs / 1000);
  const rows = [
    ['', 'wall s'],
    [`engine alone, the same ${chunks.length} chunks`, formatSpread(bareSpread, 1)],
    ['Earshot, from start to written file', formatSpread(earshotSpread, 1)],
    ['speech detection (Silero) alone, inside the latter', (speechScanMs / 1000).toFixed(1)],
  ];
  return {
    heading: 'Everything that is not recognition',
    body: `${markdownTable(rows)}\n\nShare of Earshot's wall time outside recognition: ${recognition.toFixed(1)} %. Counting speech detection as inference too, it is about ${inference.toFixed(1)} % (less where detection ran beside recognition).`,
    verdicts: [atMost("share of wall time outside the engine's recognition", recognition, 6, '%', 1)],
  };
}
