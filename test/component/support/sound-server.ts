import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { answerMedia } from '../../../src/main/core/page/answer-media.ts';

const SOUND = fileURLToPath(new URL('../../fixtures/audio/jfk.mp3', import.meta.url));

/** Plays one recording for every job, in the way of the hosts; `missing` in its address: there is none. */
export function soundServer(): Plugin {
  return {
    name: 'earshot-sound',
    configureServer: (server) => {
      server.middlewares.use('/media', (request, response) => {
        const { range } = request.headers;
        const asked = new Request('http://localhost/', { headers: range === undefined ? {} : { range } });
        const path = request.url?.includes('missing') === true ? `${SOUND}.missing` : SOUND;
        const play = async (): Promise<void> => {
          const answer = await answerMedia(asked, { path, mediaType: 'audio/mpeg' });
          response.writeHead(answer.status, Object.fromEntries(answer.headers));
          response.end(new Uint8Array(await answer.arrayBuffer()));
        };
        void play();
      });
    },
  };
}
