/** What a request says of itself, before anything of it is believed. */
export type RequestFacts = {
  readonly method: string;
  /** Without what follows a `?`. */
  readonly path: string;
  readonly isUpgrade: boolean;
  /** The value of a header; null for one that is not there. */
  readonly header: (name: string) => string | null;
};

/** No other computer can reach it. A name would have to be looked up, and could lead elsewhere. */
export const ADDRESS = '127.0.0.1';

/** Where a host is reached: what stands in the address of its pages behind `http://`, and in the header `Host`. */
export function authorityOf(port: number): string {
  // Browsers leave the usual port out.
  return new URL(`http://${ADDRESS}:${port}`).host;
}

/**
 * Whether a request was made by one of our own pages, or by the person who opens one. Any page in the world can make a
 * browser send requests to this computer, and have a name of its own that leads here; neither gets past this.
 *
 * @param authority see {@link authorityOf}
 */
export function comesFromUs({ method, path, isUpgrade, header }: RequestFacts, authority: string): boolean {
  if (header('host') !== authority) return false;
  const isQuestion = (method === 'GET' || method === 'HEAD') && !isUpgrade;
  const origin = header('origin');
  // Browsers always say it with what may change something, and when they open a WebSocket.
  if (origin === null ? !isQuestion : origin !== `http://${authority}`) return false;
  if (isFromElsewhere(header)) return path === '/' && isQuestion && isNavigation(header);
  return true;
}

/** Whether another site, or another port of this computer, has led the browser here. */
export function isFromElsewhere(header: RequestFacts['header']): boolean {
  // Browsers that do not say it do not make the difference either.
  const site = header('sec-fetch-site') ?? 'none';
  return site !== 'same-origin' && site !== 'none';
}

/** In a window of its own: frames are refused. */
function isNavigation(header: RequestFacts['header']): boolean {
  return header('sec-fetch-mode') === 'navigate' && header('sec-fetch-dest') === 'document';
}
