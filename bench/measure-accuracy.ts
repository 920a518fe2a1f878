import { type Bench, inTurn } from './bench.ts';
import { normalisedWords } from './normalise-english.ts';
import { atMost, markdownTable, type Section } from './report.ts';
import { countWordErrors, sumWordErrors, totalErrors, type WordErrors } from './word-errors.ts';

/** Every recording once through every program, the text held against what was said. */
export async function measureAccuracy(bench: Bench): Promise<Section> {
  const { competitors, sound, log } = bench;
  const rows: string[][] = [];
  let ours: WordErrors | null = null;
  for (const transcriber of inTurn(competitors)) {
    const errors: WordErrors[] = [];
    for (const { recording, file } of sound.withWords) {
      const { text } = await transcriber.transcribe(file);
      errors.push(countWordErrors(normalisedWords(recording.text), normalisedWords(text)));
    }
    const sum = sumWordErrors(errors);
    log(`accuracy: ${transcriber.name} ${totalErrors(sum)} errors in ${sum.referenceWords} words`);
    rows.push(toRow(transcriber.name, sum));
    if (transcriber === competitors.earshot) ours = sum;
  }

  const head = [
    'program',
    'word errors',
    'word error rate',
    'substituted',
    'dropped',
    'inserted',
    'longest piece dropped',
  ];
  const words = ours?.referenceWords ?? 0;
  return {
    heading: 'Accuracy',
    body: `${sound.withWords.length} recordings by five readers, ${words} words after Whisper's English text normaliser, which both texts go through.\n\n${markdownTable([head, ...rows])}`,
    verdicts:
      ours === null
        ? []
        : [
            atMost(`word errors in ${words} words`, totalErrors(ours), 42, '', 0),
            atMost('words dropped', ours.deletions, 10, '', 0),
          ],
  };
}

function toRow(name: string, errors: WordErrors): string[] {
  const { referenceWords, substitutions, deletions, insertions, longestDrop } = errors;
  const rate = `${((100 * totalErrors(errors)) / referenceWords).toFixed(1)} %`;
  return [
    name,
    String(totalErrors(errors)),
    rate,
    ...[substitutions, deletions, insertions, longestDrop].map(String),
  ];
}
