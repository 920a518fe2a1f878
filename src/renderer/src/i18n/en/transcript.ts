/** The text of one recording: as it comes, to be read along, and what is doubtful in it. */
export const transcript = {
  text: 'Text',
  ran: '{{model}} on {{backend}}',
  playFrom: 'Play from {{at}}',
  channel: 'Channel {{number}}',
  follow: 'Follow',
  listen: 'Listen',

  endsHere: 'The text ends here.',
  endsBefore: 'The text ends here; the recording goes on to {{length}}.',
  gap: 'No text from here to {{until}}: the engine did not get through.',
  unheard: 'Somebody seems to speak from here to {{until}}, but no words were recognised.',

  spots_one: '1 spot to check',
  spots_other: '{{count}} spots to check',
  spotOf: '{{at}} of {{count}}',
  previousSpot: 'Previous spot',
  nextSpot: 'Next spot',
  closeSpots: 'Close the list of spots',
  reason: {
    repetition: 'Repeated words',
    compression: 'Words that repeat themselves',
    'low-confidence': 'Hard to make out',
    'too-fast': 'More words than there is time for',
    'possibly-no-speech': 'Perhaps no speech',
    'nothing-recognised': 'Speech without words',
    'not-transcribed': 'Not transcribed',
  },

  find: {
    label: 'Find in this text',
    none: 'Not found',
    of: '{{at}} of {{total}}',
    previous: 'Previous place',
    next: 'Next place',
    close: 'Close',
  },

  nothingOpen: 'No recording is open',
  nothingOpenNext: 'Choose one in the queue to read its text here.',
  reading: 'Opening the text',
  cannotRead: 'The text cannot be shown.',
  waitingNext: 'The text appears here as soon as the recording is transcribed.',
  soon: 'The first words come in a moment.',
  noSpeech: 'No speech was found',
  noSpeechNext:
    'The recording was heard to its end. If somebody does speak in it, another quality may hear more.',
  noSpeechAtAll:
    'The recording was heard to its end. If somebody does speak in it, a larger model may hear more.',
  tryQuality: 'Try “{{quality}}”',

  stoppedAt: 'It stopped at {{at}} of {{length}}.',
  keptUpTo: 'The text up to {{at}} is kept.',
  goesOnFrom: 'It can go on from here.',
  gaps_one: '1 part could not be transcribed.',
  gaps_other: '{{count}} parts could not be transcribed.',
  gapsNext_one: 'It is marked in the text. Trying again leaves the rest as it is.',
  gapsNext_other: 'They are marked in the text. Trying again leaves the rest as it is.',
  textIsThere: 'The text itself is safe.',
  useModel: 'Use {{name}} instead',
} as const;
