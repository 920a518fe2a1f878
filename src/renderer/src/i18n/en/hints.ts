/** What to do about a failure on this screen, where the core's own hint names a command. By the failure's code. */
export const hints = {
  'invalid-argument': 'Check the settings and try again.',
  'runner-missing': 'Install Earshot again, or run its set-up.',
  'device-unavailable': 'Choose the processor in the settings.',
  'engine-illegal-instruction': 'Look at Health for what this computer can do.',
  'engine-hung': 'Try again. If it happens again, choose another model.',
  'engine-protocol': 'Install Earshot again, so that all its parts are of one version.',
  'job-not-found': 'It may have been removed in another window.',
  'state-refused': 'It has moved on meanwhile. Look at what its row says now.',
  'queue-unreachable': 'This window connects again by itself.',
  'output-not-writable': 'Choose another folder in the settings.',
  'disk-full': 'Free some space on this disk.',
} as const;
