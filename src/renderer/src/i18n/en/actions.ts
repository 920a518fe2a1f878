/** What is said after something was done, or could not be. */
export const actions = {
  removed_one: '{{title}} removed',
  removed_other: '{{count, number}} recordings removed',
  copied: 'Text copied',
  copiedWords: 'Copied',
  saved_one: 'Saved as {{names}}',
  saved_other: '{{count, number}} files saved',
  useAnyway: 'Use it anyway',
  modelAdded: '{{name}} can be chosen now',
  partly: '{{done}} of {{total}} done. {{reason}}',
  notFromHere: 'The browser does not let this page use the clipboard.',
  notFromHereHint: 'Mark the text and copy it with the keyboard.',
} as const;
