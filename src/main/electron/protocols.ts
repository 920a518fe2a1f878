import { type CustomScheme, protocol } from 'electron';
import { jobUidSchema } from '../../shared/contract/job.ts';
import { answerMedia, type PlayableFile } from '../core/page/answer-media.ts';
import { answerPageFile } from '../core/page/answer-page-file.ts';

export const APP_ORIGIN = 'app://earshot';
const MEDIA_ORIGIN = 'media://job';

const SCHEMES: CustomScheme[] = [
  // Addresses with a host, an origin that is trusted like https, `fetch` for what the page loads of itself.
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  // Read piece by piece by a player, by nobody else.
  { scheme: 'media', privileges: { standard: true, secure: true, stream: true } },
];

/** Before the app is ready, or not at all. */
export function registerSchemes(): void {
  protocol.registerSchemesAsPrivileged(SCHEMES);
}

export type Served = {
  readonly rendererFolder: string;
  /** What can be played of a job; null where there is nothing. Never rejects. */
  readonly playback: (uid: string) => Promise<PlayableFile | null>;
};

/** The page and its sound. Always a response: a handler that rejects would show an error of the browser. */
export function serveSchemes({ rendererFolder, playback }: Served): void {
  protocol.handle('app', async (request) => {
    const { pathname } = new URL(request.url);
    if (!request.url.startsWith(`${APP_ORIGIN}/`)) return notFound();
    return await answerPageFile(pathname, rendererFolder, 'media:');
  });
  protocol.handle('media', async (request) => {
    const uid = jobUidSchema.safeParse(new URL(request.url).pathname.slice(1));
    if (!uid.success || !request.url.startsWith(`${MEDIA_ORIGIN}/`)) return notFound();
    const file = await playback(uid.data);
    return file === null ? notFound() : await answerMedia(request, file);
  });
}

function notFound(): Response {
  return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } });
}
