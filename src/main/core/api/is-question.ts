import type { MethodName } from '../../../shared/contract/methods.ts';

/** `true` for what changes nothing. */
const QUESTIONS: { readonly [Name in MethodName]: boolean } = {
  'queue.add': false,
  'queue.status': true,
  'queue.configure': false,
  'queue.pause': false,
  'queue.resume': false,
  'jobs.list': true,
  'jobs.get': true,
  'jobs.history': true,
  'jobs.pause': false,
  'jobs.resume': false,
  'jobs.cancel': false,
  'jobs.retry': false,
  'jobs.redo': false,
  'jobs.move': false,
  'jobs.prioritise': false,
  'jobs.relocate': false,
  'jobs.remove': false,
  'jobs.restore': false,
  'jobs.export': false,
  'transcript.get': true,
  'transcript.chunks': true,
  'transcript.edit': false,
  'transcript.search': true,
  'transcript.render': true,
  // What they may make first is made once, however often it is asked for.
  'media.peaks': true,
  'media.playback': true,
  'preferences.get': true,
  'preferences.change': false,
  'models.list': true,
  'models.speeds': true,
  'models.verify': false,
  'models.import': false,
};

/** Asking again does no harm, wherever the first question got lost. */
export function isQuestion(method: MethodName): boolean {
  return QUESTIONS[method];
}
