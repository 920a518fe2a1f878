import { type Bench, inTurn } from './bench.ts';
import { normalisedWords } from './normalise-english.ts';
import type { SpokenSound } from './prepare-sound.ts';
import { atMost, markdownTable, type Section } from './report.ts';
import {
  countWordErrors,
  NO_WORD_ERRORS,
  sumWordErrors,
  totalErrors,
  type WordErrors,
} from './word-errors.ts';

/**
 * The text of every program held against what was said: once with all recordings in one file, where programs lose words
 * at the seams of their windows, and once with each recording by itself, where there are few seams.
 */
export async function measureAccuracy(bench: Bench): Promise<Section> {
  const { sound } = bench;
  const joined = await compare(bench, 'one file', [sound.joinedWithWords]);
  const apart = await compare(bench, 'apart', sound.withWords);
  const words = joined.earshot.referenceWords;
  return {
    heading: 'Accuracy',
    body: [
      `${sound.withWords.length} recordings by five readers, ${words} words after Whisper's English text normaliser, which both texts go through.`,
      `All in one file, 2 s of silence between them:\n\n${joined.table}`,
      `Each recording by itself:\n\n${apart.table}`,
    ].join('\n\n'),
    verdicts: [
      atMost(`word errors in ${words} words, recordings apart`, totalErrors(apart.earshot), 42, '', 0),
      atMost('words dropped, recordings apart', apart.earshot.deletions, 10, '', 0),
      atMost(`word errors in ${words} words, one file`, totalErrors(joined.earshot), 42, '', 0),
      atMost('words dropped, one file', joined.earshot.deletions, 10, '', 0),
    ],
  };
}

/** @returns a table of all programs, and our own errors */
async function compare(
  { competitors, log }: Bench,
  label: string,
  sounds: readonly SpokenSound[],
): Promise<{ table: string; earshot: WordErrors }> {
  const head = [
    'program',
    'word errors',
    'word error rate',
    'substituted',
    'dropped',
    'inserted',
    'longest piece dropped',
  ];
  const rows = [head];
  let earshot = NO_WORD_ERRORS;
  for (const transcriber of inTurn(competitors)) {
    const errors: WordErrors[] = [];
    for (const { text: spoken, file } of sounds) {
      const { text } = await transcriber.transcribe(file);
      errors.push(countWordErrors(normalisedWords(spoken), normalisedWords(text)));
    }
    const sum = sumWordErrors(errors);
    log(`accuracy, ${label}: ${transcriber.name} ${totalErrors(sum)} errors in ${sum.referenceWords} words`);
    rows.push(toRow(transcriber.name, sum));
    if (transcriber === competitors.earshot) earshot = sum;
  }
  return { table: markdownTable(rows), earshot };
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
