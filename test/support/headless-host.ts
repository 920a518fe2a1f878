import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Handlers } from '../../src/main/core/api/dispatch.ts';
import { MemoryClient } from '../../src/main/core/api/memory-client.ts';
import type { ServedQueue } from '../../src/main/core/api/running-queue.ts';
import type { WatchedLine } from '../../src/main/core/api/watched-line.ts';
import {
  type HeadlessHost,
  type HeadlessOptions,
  startHeadless,
} from '../../src/main/headless/start-headless.ts';
import { resultSchema } from '../../src/shared/contract/result.ts';
import { HOST } from './page-samples.ts';
import { scriptedQueue } from './scripted-handlers.ts';

/** The line of the program that runs the queue itself: always up. */
class UpLine extends MemoryClient implements WatchedLine {
  readonly isUp = true;

  onLineChange(): () => void {
    return () => {};
  }
}

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

export type Asking = {
  readonly method?: string;
  readonly path?: string;
  /** Null takes one away that would be sent otherwise. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string | Buffer;
};

/** A host that serves a scripted queue, and a browser that was let in. */
export class PageVisit {
  readonly host: HeadlessHost;
  readonly queue: ServedQueue;
  /** `EARSHOT_HOME/data`, so to say. */
  readonly dataFolder: string;
  readonly links: readonly string[];
  cookie = '';

  constructor(parts: Pick<PageVisit, 'host' | 'queue' | 'dataFolder' | 'links'>) {
    this.host = parts.host;
    this.queue = parts.queue;
    this.dataFolder = parts.dataFolder;
    this.links = parts.links;
  }

  get authority(): string {
    return `127.0.0.1:${this.host.port}`;
  }

  get origin(): string {
    return `http://${this.authority}`;
  }

  /** The newest link, as a path. */
  get linkPath(): string {
    const link = new URL(this.links.at(-1) ?? '');
    return `${link.pathname}${link.search}`;
  }

  /** As a browser does it that opens the link. */
  async enter(): Promise<void> {
    const { headers } = await this.ask({ path: this.linkPath, headers: { cookie: null } });
    this.cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  }

  /** One request, as a page of this host would send it unless it is told otherwise. */
  ask({ method = 'GET', path = '/', headers = {}, body = '' }: Asking = {}): Promise<Answer> {
    const usual = {
      host: this.authority,
      cookie: this.cookie,
      ...(method === 'GET' || method === 'HEAD' ? {} : { origin: this.origin }),
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
    };
    const sent = Object.entries({ ...usual, ...headers }).filter(
      (header): header is [string, string] => header[1] !== null,
    );
    return new Promise((resolve, reject) => {
      const raw = request(
        {
          host: '127.0.0.1',
          port: this.host.port,
          method,
          path,
          headers: Object.fromEntries(sent),
          agent: false,
        },
        (response) => {
          let text = '';
          response.setEncoding('latin1').on('data', (part) => {
            text += part;
          });
          response.once('error', reject);
          response.once('end', () => {
            const whole = Buffer.from(text, 'latin1').toString('utf8');
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text: whole });
          });
        },
      );
      raw.once('error', reject);
      raw.end(body);
    });
  }

  /** Calls a method as a page does, and checks that the answer is a result. */
  async call(method: string, input: unknown): Promise<{ readonly status: number; readonly result: unknown }> {
    const path = `/rpc/${encodeURIComponent(method)}`;
    const { status, text } = await this.ask({ method: 'POST', path, body: JSON.stringify(input) });
    return { status, result: resultSchema.parse(JSON.parse(text)) };
  }

  /** Sends a file as a page does. */
  upload(name: string, content: string | Buffer, asking: Asking = {}): Promise<Answer> {
    return this.ask({
      method: 'PUT',
      path: `/uploads?name=${encodeURIComponent(name)}`,
      ...asking,
      body: content,
      headers: { 'content-length': String(Buffer.byteLength(content)), ...asking.headers },
    });
  }
}

export type HostSetUp = Partial<Omit<HeadlessOptions, 'queue'>> & {
  readonly special?: Partial<Handlers>;
  readonly queue?: ServedQueue;
};

/** Starts a host in a folder of its own below this one; it ends with the test. Nobody has been let in yet. */
export async function startHost(
  suite: string,
  { special, queue, ...options }: HostSetUp = {},
): Promise<PageVisit> {
  const served = queue ?? scriptedQueue(special);
  const dataFolder = options.folders?.data ?? mkdtempSync(join(suite, 'data-'));
  const folders = { data: dataFolder, logs: dataFolder, uploads: join(dataFolder, 'uploads') };
  const rendererFolder = join(dataFolder, 'renderer');
  for (const folder of [folders.uploads, rendererFolder]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(rendererFolder, 'index.html'), '<!doctype html><title>The page</title>');
  writeFileSync(join(rendererFolder, 'main.js'), 'export {};');
  const links: string[] = [];
  const host = await startHeadless({
    queue: new UpLine(served),
    folders,
    lent: {
      host: { ...HOST, kind: 'browser' },
      sampleFile: '/resources/sample.mp3',
      folders,
      checkHealth: async () => [],
    },
    rendererFolder,
    port: null,
    onLink: (link) => void links.push(link),
    now: () => performance.now(),
    wallNow: () => Date.now(),
    statfs: async () => ({ bavail: 1e9, bsize: 4_096 }),
    ...options,
    limits: { lingerMs: 200, ...options.limits },
  });
  onTestFinished(() => host.close());
  return new PageVisit({ host, queue: served, dataFolder, links });
}

/** {@link startHost}, and a browser that has opened the link. */
export async function visitHost(suite: string, setUp: HostSetUp = {}): Promise<PageVisit> {
  const visit = await startHost(suite, setUp);
  await visit.enter();
  return visit;
}
