/** What is certain in any good transcript of the fixtures `jfk.*`, even at 8 kHz. */
export const JFK_WORDS = /what your country can do for you,? ask what you can do for your country/i;

/** The same for `sonnet-1.mp3` and `sonnet-clip.*`. */
export const SONNET_WORDS = /from fairest creatures we desire/i;
