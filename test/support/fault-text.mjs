import { createHash } from 'node:crypto';

/** What stands at the beginning of every part of a recording that the scripted engine understands. */
export const PART_MARK = 0x7a11;

const WORDS =
  'amber basin cedar delta ember fable grove harbour indigo jasper kettle lantern meadow nectar orchard pebble quartz ripple saddle timber umber velvet willow yarrow'.split(
    ' ',
  );

/**
 * What the scripted engine writes for a stretch of sound: nothing but the sound itself and its place decide.
 *
 * @param {Buffer} pcm 16 kHz mono s16le, the whole stretch
 * @param {number} firstSample its place in the recording
 * @returns {{recording: number, part: number, phrases: [string, string]}}
 */
export function textOfSound(pcm, firstSample) {
  const at = pcm.findIndex((byte) => byte !== 0) & ~1;
  const isMarked = at >= 0 && at + 6 <= pcm.length && pcm.readInt16LE(at) === PART_MARK;
  const recording = isMarked ? pcm.readInt16LE(at + 2) - 1 : -1;
  const part = isMarked ? pcm.readInt16LE(at + 4) - 1 : -1;
  const digest = createHash('sha256').update(`${firstSample} ${pcm.length}\0`).update(pcm).digest();
  const word = (index) => WORDS[(digest[index] ?? 0) % WORDS.length];
  return {
    recording,
    part,
    phrases: [`r${recording}p${part} ${word(0)} ${word(1)}`, `${word(2)} ${digest.toString('hex', 4, 7)}.`],
  };
}
