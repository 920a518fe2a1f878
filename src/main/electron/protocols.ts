import type { CustomScheme, Protocol } from 'electron';
import type { QueueClient } from '../../shared/contract/client.ts';
import { answerPageFile } from '../core/page/answer-page-file.ts';
import { answerPlayer } from '../core/page/answer-player.ts';

export const APP_ORIGIN = 'app://earshot';
const MEDIA_ORIGIN = 'media://job';

const SCHEMES: CustomScheme[] = [
  // Addresses with a host, an origin that is trusted like https, `fetch` for what the page loads of itself.
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  // Read piece by piece by a player, by nobody else. Players ask for a second piece of standard schemes only, which a file
  // with its index at the end needs (electron#51442).
  { scheme: 'media', privileges: { standard: true, secure: true, stream: true } },
];

/** Before the app is ready, or not at all. */
export function registerSchemes(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged(SCHEMES);
}

export type Served = {
  readonly rendererFolder: string;
  /** Null when there will be none. Never rejects. */
  readonly queue: () => Promise<Pick<QueueClient, 'call'> | null>;
};

/** The page and its sound. Always a response: a handler that rejects would show an error of the browser. */
export function serveSchemes(protocol: Pick<Protocol, 'handle'>, { rendererFolder, queue }: Served): void {
  protocol.handle('app', async ({ url }) => {
    if (!url.startsWith(`${APP_ORIGIN}/`)) return new Response(null, { status: 404 });
    return await answerPageFile(new URL(url).pathname, rendererFolder, 'media:');
  });
  protocol.handle('media', async (request) => {
    if (!request.url.startsWith(`${MEDIA_ORIGIN}/`)) return new Response(null, { status: 404 });
    return await answerPlayer(request, new URL(request.url).pathname.slice(1), await queue());
  });
}
