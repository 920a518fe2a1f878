/** The sound below the text. */
export const player = {
  player: 'Player',
  play: 'Play',
  pause: 'Pause',
  back: '−10',
  backName: 'Back 10 seconds',
  forward: '+10',
  forwardName: 'Forward 10 seconds',
  place: 'Place in the recording',
  placeOf: '{{at}} of {{length}}',
  speed: 'Speed',
  times: '{{speed}}×',
  preparing: 'Preparing the sound',
  heard: 'Listening to {{title}}',
  problem: {
    unplayable: {
      what: 'This recording cannot be played here.',
      next: 'Its text can be read and exported all the same.',
    },
    'broken-off': { what: 'The sound broke off.', next: 'Check the connection to Earshot.' },
    undecodable: {
      what: 'This part of the recording cannot be played.',
      next: 'It may be damaged here; go on behind it.',
    },
  },
} as const;
