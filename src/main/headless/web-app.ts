import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { WatchedLine } from '../core/api/watched-line.ts';
import { answerPageFile } from '../core/page/answer-page-file.ts';
import { answerPlayer } from '../core/page/answer-player.ts';
import type { PageHandlers } from '../core/page/page-handlers.ts';
import { answerRpc } from './answer-rpc.ts';
import { asNoPage, comeAgain, refuse, tellStranger, toPage } from './answers.ts';
import { comesFromUs, isFromElsewhere, type RequestFacts } from './check-origin.ts';
import type { PageAccess } from './page-access.ts';
import { receiveUpload } from './receive-upload.ts';
import type { Uploads } from './uploads.ts';

export type WebAppOptions = {
  /** See `authorityOf`. */
  readonly authority: () => string;
  readonly access: PageAccess;
  /** Told when a browser came that has no access and no link that holds. */
  readonly onStranger: () => void;
  readonly answerPage: PageHandlers['answerPage'];
  readonly queue: Pick<WatchedLine, 'call'>;
  readonly uploads: Uploads;
  readonly rendererFolder: string;
  /** A request that stands still for so long is cut off. */
  readonly silenceLimitMs: number;
  /** Ends what would take long when the host closes. */
  readonly closing: AbortSignal;
};

type Env = { Bindings: HttpBindings };

/** Everything that a browser can ask this host for. WebSockets do not come this way: see `PageServer`. */
export function createWebApp(options: WebAppOptions): Hono<Env> {
  const { authority, access, answerPage, rendererFolder, silenceLimitMs } = options;
  const app = new Hono<Env>();
  app.onError(() => refuse(500, 'This request could not be answered.', 'internal'));

  app.use(async (context, next) => {
    if (!comesFromUs(factsOf(context), authority())) return foreign();
    // Nothing reads it, and so nothing would end it.
    if (isQuestion(context) && hasBody(context)) return refuse(400, 'A question has no content.');
    return await next();
  });
  app.get('/', (context) => openPage(context, options));
  app.use(async (context, next) => {
    if (await access.isKnown(context.req.header('cookie') ?? null)) return await next();
    return refuse(401, 'This page has no access to Earshot any more.', 'not-authorised');
  });

  app.post('/rpc/:method{.+}', (context) =>
    answerRpc(context.env.incoming, context.req.param('method'), answerPage, silenceLimitMs),
  );
  app.put('/uploads', (context) =>
    receiveUpload(context.env.incoming, context.req.query('name') ?? '', options),
  );
  app.get('/media/:uid', async ({ req }) =>
    asNoPage(await answerPlayer(req.raw, req.param('uid'), options.queue)),
  );
  app.get('*', (context) => answerPageFile(new URL(context.req.url).pathname, rendererFolder, "'self'"));
  app.all('*', () => refuse(405, 'This cannot be done here.'));
  return app;
}

/** For browsers and programs that have no business here; it says as little as possible. */
export function foreign(): Response {
  return refuse(403, 'This host answers its own pages only.', 'not-authorised');
}

async function openPage(context: Context<Env>, options: WebAppOptions): Promise<Response> {
  const { access, onStranger, rendererFolder } = options;
  const token = context.req.query('token');
  const isKnown = await access.isKnown(context.req.header('cookie') ?? null);
  if (token !== undefined && context.req.method === 'GET' && (isKnown || access.redeem(token))) {
    return toPage(await access.newCookie());
  }
  if (isKnown) {
    const page = await answerPageFile('/', rendererFolder, "'self'");
    page.headers.append('set-cookie', await access.newCookie());
    return page;
  }
  if (token === undefined && isFromElsewhere(headerOf(context))) return comeAgain();
  onStranger();
  return tellStranger();
}

function factsOf(context: Context<Env>): RequestFacts {
  const { method, path } = context.req;
  return { method, path, isUpgrade: false, header: headerOf(context) };
}

function headerOf(context: Context<Env>): RequestFacts['header'] {
  return (name) => context.req.header(name) ?? null;
}

function isQuestion({ req: { method } }: Context<Env>): boolean {
  return method === 'GET' || method === 'HEAD';
}

function hasBody(context: Context<Env>): boolean {
  const header = headerOf(context);
  return header('transfer-encoding') !== null || Number(header('content-length') ?? 0) > 0;
}
