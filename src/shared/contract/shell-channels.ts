/** What the preload and the main process of the desktop app call their lines. The page sees none of them. */
export const SHELL_CHANNELS = {
  /** Answered: a method and its input. */
  request: 'earshot:request',
  /** Answered: the paths of files that a person has handed over; the page gets grants for them. */
  grant: 'earshot:grant',
  /** Not answered: begins or ends a subscription. */
  subscribe: 'earshot:subscribe',
  /** To the page: number of the subscription, message. */
  messages: 'earshot:messages',
} as const;

/** `since`: number of the last event that is known already, null for news only; absent to end the subscription. */
export type SubscribeMessage =
  | { readonly id: number; readonly kind: 'begin'; readonly since: number | null }
  | { readonly id: number; readonly kind: 'end' };
