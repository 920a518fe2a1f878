import { endsSentence } from '../../../shared/reading/ends-sentence.ts';
import type { Atom } from './split-atoms.ts';

const CLAUSE_END = /[,;:、，；：،؛–—]["'”’»」』)\]]*$/u;
const PAUSE_MS = 400;

/** Words that open a clause, in the languages most recordings are in: a good place to end the line before. */
const CONJUNCTIONS = new Set(
  [
    'and but or so because that which who when while where if although',
    'und oder aber weil dass denn wenn obwohl sondern',
    'et ou mais donc car que qui quand lorsque parce',
    'y o pero porque cuando aunque sino',
    'e ma perché quando se mas porque quando embora',
    'en maar omdat dat terwijl',
    'и а но что потому когда если который',
    'i ale że bo gdy',
  ].flatMap((line) => line.split(' ')),
);

/** Articles and prepositions: they belong to the word that follows. */
const LEADING_WORDS = new Set(
  [
    'the a an of in on at to for with by from my your his her its our their',
    'der die das den dem des ein eine einen einem einer im am zum zur von mit für',
    'le la les un une des du de au aux dans pour par sur',
    'el los las una del al en con por para',
    'il lo gli uno di da nel della',
    'o os as um uma do da em no na',
    'het een van met voor op te',
  ].flatMap((line) => line.split(' ')),
);

/**
 * How bad it is to end a line or a cue between two neighbouring atoms: 0 at the end of a sentence, little at a
 * clause end, a pause or before a conjunction, much in the middle of a phrase, most after an article or preposition.
 */
export function breakCost(before: Atom, after: Atom): number {
  if (endsSentence(before.text)) return 0;
  if (CLAUSE_END.test(before.text) || after.startMs - before.endMs >= PAUSE_MS) return 6;
  if (CONJUNCTIONS.has(after.text.toLowerCase())) return 10;
  return LEADING_WORDS.has(before.text.toLowerCase()) ? 40 : 25;
}
