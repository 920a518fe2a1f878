import type { Handlers } from '../../src/main/core/api/dispatch.ts';
import { FollowerBook } from '../../src/main/core/api/follower-book.ts';
import type { ServedQueue } from '../../src/main/core/api/running-queue.ts';
import { EventHub } from '../../src/main/core/events/event-hub.ts';
import { OUTPUTS } from './contract-samples.ts';

/** Handlers that answer every method with its sample, except for those that are given. */
export function scriptedHandlers(special: Partial<Handlers> = {}): Handlers {
  return {
    'queue.add': async () => OUTPUTS['queue.add'],
    'queue.status': async () => OUTPUTS['queue.status'],
    'queue.configure': async () => OUTPUTS['queue.configure'],
    'queue.pause': async () => OUTPUTS['queue.pause'],
    'queue.resume': async () => OUTPUTS['queue.resume'],
    'jobs.list': async () => OUTPUTS['jobs.list'],
    'jobs.get': async () => OUTPUTS['jobs.get'],
    'jobs.history': async () => OUTPUTS['jobs.history'],
    'jobs.pause': async () => OUTPUTS['jobs.pause'],
    'jobs.resume': async () => OUTPUTS['jobs.resume'],
    'jobs.cancel': async () => OUTPUTS['jobs.cancel'],
    'jobs.retry': async () => OUTPUTS['jobs.retry'],
    'jobs.redo': async () => OUTPUTS['jobs.redo'],
    'jobs.move': async () => OUTPUTS['jobs.move'],
    'jobs.prioritise': async () => OUTPUTS['jobs.prioritise'],
    'jobs.relocate': async () => OUTPUTS['jobs.relocate'],
    'jobs.remove': async () => OUTPUTS['jobs.remove'],
    'jobs.restore': async () => OUTPUTS['jobs.restore'],
    'jobs.export': async () => OUTPUTS['jobs.export'],
    'transcript.get': async () => OUTPUTS['transcript.get'],
    'transcript.chunks': async () => OUTPUTS['transcript.chunks'],
    'transcript.edit': async () => OUTPUTS['transcript.edit'],
    'transcript.search': async () => OUTPUTS['transcript.search'],
    'transcript.render': async () => OUTPUTS['transcript.render'],
    'media.peaks': async () => OUTPUTS['media.peaks'],
    'media.playback': async () => OUTPUTS['media.playback'],
    'preferences.get': async () => OUTPUTS['preferences.get'],
    'preferences.change': async () => OUTPUTS['preferences.change'],
    'models.list': async () => OUTPUTS['models.list'],
    'models.speeds': async () => OUTPUTS['models.speeds'],
    'models.verify': async () => OUTPUTS['models.verify'],
    'models.import': async () => OUTPUTS['models.import'],
    ...special,
  };
}

export function scriptedQueue(special: Partial<Handlers> = {}, hub = new EventHub()): ServedQueue {
  return { handlers: scriptedHandlers(special), hub, followers: new FollowerBook() };
}
