/** What to do about a failure on this screen, where it is another thing than on the command line. By the failure's code. */
export const hints = {
  'invalid-argument': 'Check the settings and try again.',
  'file-not-found': 'Put it back where it was, or say where it is now.',
  'runner-missing': 'Install Earshot again, or run its set-up.',
  'device-unavailable': 'Choose the processor in the settings.',
  'engine-illegal-instruction': 'Look at Health for what this computer can do.',
  'engine-hung': 'Try again. If it happens again, choose another model.',
  'engine-protocol': 'Install Earshot again, so that all its parts are of one version.',
  'job-not-found': 'It may have been removed in another window.',
  'state-refused': 'It has moved on meanwhile. Look at what its row says now.',
  'queue-unreachable': 'This window connects again by itself.',
  'not-authorised': 'Start Earshot as the user to whom the queue belongs.',
  cancelled: 'Try again to go on.',
  'output-not-writable': 'Choose another folder in the settings.',
  'disk-full': 'Free some space on this disk.',
} as const;
