import type { EventBatch, Following } from '../../../shared/contract/events.ts';
import type { MethodInput, MethodName, MethodOutput } from '../../../shared/contract/methods.ts';
import { failed, type Result } from '../../../shared/contract/result.ts';
import { type EarshotError, toEarshotError } from '../../../shared/errors.ts';
import type { Attachment, LineRole } from './attachment.ts';
import { isQuestion } from './is-question.ts';
import { LineEnd, unreachable } from './line-end.ts';
import { LineSubscription } from './line-subscription.ts';
import type { WatchedLine } from './watched-line.ts';

type State =
  | { readonly kind: 'attached'; readonly attachment: Attachment }
  /** Between two owners. Resolves with null when no owner was found: the line has ended then. */
  | { readonly kind: 'joining'; readonly attachment: Promise<Attachment | null> }
  | { readonly kind: 'ended'; readonly error: EarshotError };

/**
 * A line that outlives the owners of the queue. When one goes, this program becomes the owner or joins the next; calls
 * made meanwhile wait, questions that were cut are asked again, and other calls that were cut fail with
 * `queue-unreachable`. Subscribers get a `reset` from a new owner. `closed` means: closed by us, or no owner was found.
 */
export class QueueLine implements WatchedLine {
  readonly #attach: (signal: AbortSignal) => Promise<Attachment>;
  readonly #leaving = new AbortController();
  readonly #end = new LineEnd();
  readonly #subscriptions = new Set<LineSubscription>();
  readonly #roleListeners = new Set<(role: LineRole) => void>();
  readonly #lineListeners = new Set<(isUp: boolean) => void>();
  #state: State;
  #role: LineRole;
  #following: Following = [];

  /** @param attach finds or becomes the next owner */
  constructor(first: Attachment, attach: (signal: AbortSignal) => Promise<Attachment>) {
    this.#attach = attach;
    this.#role = first.role;
    this.#state = { kind: 'attached', attachment: first };
    void this.#watch(first);
  }

  /** Between two owners: what it was with the last. */
  get role(): LineRole {
    return this.#role;
  }

  get closed(): Promise<void> {
    return this.#end.closed;
  }

  get isUp(): boolean {
    return this.#state.kind === 'attached';
  }

  onLineChange(listener: (isUp: boolean) => void): () => void {
    this.#lineListeners.add(listener);
    return () => this.#lineListeners.delete(listener);
  }

  /** @returns ends the notifications */
  onRoleChange(listener: (role: LineRole) => void): () => void {
    this.#roleListeners.add(listener);
    return () => this.#roleListeners.delete(listener);
  }

  async call<Name extends MethodName>(
    method: Name,
    input: MethodInput<Name>,
  ): Promise<Result<MethodOutput<Name>>> {
    const attachment = await this.#current();
    if (attachment === null) return failed(this.#whyEnded());
    const result = await attachment.client.call(method, input);
    if (result.ok || result.error.code !== 'queue-unreachable' || !isQuestion(method)) return result;
    const next = await this.#current();
    return next === null || next === attachment ? result : next.client.call(method, input);
  }

  subscribe(since: number | null, listener: (batch: EventBatch) => void): () => void {
    const subscription = new LineSubscription(since, listener);
    this.#subscriptions.add(subscription);
    if (this.#state.kind === 'attached') subscription.moveTo(this.#state.attachment.client);
    return () => {
      this.#subscriptions.delete(subscription);
      subscription.stop();
    };
  }

  follow(jobs: Following): void {
    this.#following = jobs;
    if (this.#state.kind === 'attached') this.#state.attachment.client.follow(jobs);
  }

  /** An owner hands the queue over to whoever is attached; resolves when nothing of it runs here any more. */
  async close(): Promise<void> {
    const state = this.#state;
    if (state.kind === 'ended') return this.closed;
    this.#leaving.abort();
    this.#enter({ kind: 'ended', error: unreachable() });
    for (const subscription of this.#subscriptions) subscription.stop();
    try {
      // A queue that is just being started is ended by the one who starts it.
      if (state.kind === 'attached') await state.attachment.end();
      else await state.attachment;
    } finally {
      this.#end.cut();
    }
  }

  #current(): Promise<Attachment | null> {
    return this.#state.kind === 'ended' ? Promise.resolve(null) : Promise.resolve(this.#state.attachment);
  }

  async #watch(attachment: Attachment): Promise<void> {
    await attachment.client.closed;
    if (this.#state.kind === 'attached') this.#enter({ kind: 'joining', attachment: this.#join() });
  }

  async #join(): Promise<Attachment | null> {
    try {
      const attachment = await this.#attach(this.#leaving.signal);
      if (this.#leaving.signal.aborted) {
        await attachment.end();
        return null;
      }
      this.#moveTo(attachment);
      return attachment;
    } catch (error) {
      this.#giveUp(toEarshotError(error));
      return null;
    }
  }

  #moveTo(attachment: Attachment): void {
    this.#enter({ kind: 'attached', attachment });
    void this.#watch(attachment);
    attachment.client.follow(this.#following);
    for (const subscription of this.#subscriptions) subscription.moveTo(attachment.client);
    if (attachment.role === this.#role) return;
    this.#role = attachment.role;
    // Not from here: a listener that throws would look like an owner that cannot be reached.
    for (const listener of this.#roleListeners) queueMicrotask(() => listener(attachment.role));
  }

  #enter(state: State): void {
    const wasUp = this.isUp;
    this.#state = state;
    const { isUp } = this;
    if (isUp === wasUp) return;
    // Not from here, as with the role: what a listener throws is its own affair.
    for (const listener of this.#lineListeners) queueMicrotask(() => listener(isUp));
  }

  #giveUp(error: EarshotError): void {
    if (this.#state.kind === 'ended') return;
    this.#enter({ kind: 'ended', error });
    this.#end.cut();
  }

  #whyEnded(): EarshotError {
    return this.#state.kind === 'ended' ? this.#state.error : unreachable();
  }
}
