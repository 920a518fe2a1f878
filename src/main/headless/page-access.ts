import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { parseSigned, serializeSigned } from 'hono/utils/cookie';

export type PageAccessOptions = {
  /** Signs cookies; the same for as long as browsers are to stay let in. */
  readonly key: string;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
};

/** Time to go over to the browser, not more: a link may lie about in what a terminal has kept. */
const LINK_LIFE_MS = 10 * 60_000;
/** Counted from the last time that the page was opened. */
const COOKIE_LIFE_S = 90 * 24 * 60 * 60;
const TOKEN_BYTES = 24;

type Link = { readonly token: string; readonly untilMs: number };

/**
 * Who may see the pages: whoever opens the link that this host has printed, and from then on the browser that did. A link
 * lets in one browser; the cookie that the browser gets in its place holds for months, also with the next host.
 */
export class PageAccess {
  readonly #options: PageAccessOptions;
  /** Browsers keep one set of cookies for all programs on this computer, whatever their ports. */
  readonly #cookieName: string;
  #link: Link | null = null;

  constructor(options: PageAccessOptions) {
    this.#options = options;
    this.#cookieName = `earshot-${sha256(`name ${options.key}`).toString('hex').slice(0, 8)}`;
  }

  /** Whether there is a link that nobody has used yet. */
  get hasLink(): boolean {
    return this.#link !== null && this.#link.untilMs > this.#options.now();
  }

  /** Makes a link; the one of before does not hold any more. @returns its token */
  newLink(): string {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    this.#link = { token, untilMs: this.#options.now() + LINK_LIFE_MS };
    return token;
  }

  /** Uses a link up. @returns false for one that does not hold */
  redeem(token: string): boolean {
    if (this.#link === null || !this.hasLink || !isSame(token, this.#link.token)) return false;
    this.#link = null;
    return true;
  }

  /** For the header `Set-Cookie`. */
  async newCookie(): Promise<string> {
    const { key, wallNow } = this.#options;
    return await serializeSigned(this.#cookieName, String(wallNow()), key, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: COOKIE_LIFE_S,
    });
  }

  /** @param cookies the header `Cookie` */
  async isKnown(cookies: string | null): Promise<boolean> {
    const { key, wallNow } = this.#options;
    const { [this.#cookieName]: madeAt } = await parseSigned(cookies ?? '', key, this.#cookieName);
    if (typeof madeAt !== 'string') return false;
    return wallNow() - Number(madeAt) < COOKIE_LIFE_S * 1_000;
  }
}

/** Takes the same time wherever the two differ, and for any length. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
