const SENTENCE_END = /[.!?…。！？؟۔।॥]["'”’»」』)\]]*$/u;

/** Whether text stops where a sentence does, closing quotes and brackets included. */
export function endsSentence(text: string): boolean {
  return SENTENCE_END.test(text);
}
