import type { EarshotError } from '../../../shared/errors.ts';
import type { EventHub } from '../events/event-hub.ts';
import type { Handlers } from './dispatch.ts';
import type { FollowerBook } from './follower-book.ts';

/** What a host serves to its clients. */
export type ServedQueue = {
  readonly handlers: Handlers;
  readonly hub: EventHub;
  readonly followers: FollowerBook;
};

/** A queue at work, in the one program that owns it. */
export type RunningQueue = ServedQueue & {
  /** Lets go of everything, so that another program may go on. Calls that are being carried out come to their end. */
  stop(): Promise<void>;
  /** Resolves, with the reason, when nothing can be kept any more: the host then lets go of it. */
  readonly lost: Promise<EarshotError>;
};
