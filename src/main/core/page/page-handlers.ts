import type { z } from 'zod';
import { METHOD_SCHEMAS } from '../../../shared/contract/method-schemas.ts';
import type { MethodOutput } from '../../../shared/contract/methods.ts';
import {
  HOST_METHODS,
  type HostMethod,
  type IntakeReport,
  PAGE_QUEUE_METHODS,
  PAGE_SCHEMAS,
  type PageInput,
  type PageOutput,
  type PageQueueMethod,
} from '../../../shared/contract/page.ts';
import { failed, type Result, succeeded } from '../../../shared/contract/result.ts';
import { EarshotError, toEarshotError } from '../../../shared/errors.ts';
import { unfit } from '../api/dispatch.ts';
import { diagnosticsText } from './diagnostics.ts';
import { Intake } from './intake.ts';
import type { Desktop, PagePorts } from './page-ports.ts';
import { reveal } from './reveal.ts';
import { saveExports } from './save-exports.ts';

export type PageHandlers = {
  /**
   * Answers what a page asks. Never rejects: failures are values, `invalid-argument` for a method that pages do not have or
   * for input that does not fit.
   */
  readonly answerPage: (method: string, rawInput: unknown) => Promise<Result<unknown>>;
  /** See {@link Intake.takeIn}. */
  readonly takeIn: (paths: readonly string[]) => Promise<IntakeReport>;
};

type HostHandlers = {
  readonly [Name in HostMethod]: (input: PageInput<Name>) => Promise<Result<PageOutput<Name>>>;
};

/** The one way from a page to the queue and to the program that shows it, whatever lies between page and program. */
export function createPageHandlers(ports: PagePorts): PageHandlers {
  const intake = new Intake(ports);
  const handlers = hostHandlers(ports, intake);
  return {
    answerPage: async (method, rawInput) => {
      try {
        if (isQueueMethod(method)) return await askQueue(ports, method, rawInput);
        if (isHostMethod(method)) return await askHost(handlers, method, rawInput);
        return failed(unknownMethod(method));
      } catch (thrown) {
        return failed(toEarshotError(thrown));
      }
    },
    takeIn: (paths) => intake.takeIn(paths),
  };
}

function hostHandlers(ports: PagePorts, intake: Intake): HostHandlers {
  const { queue, host, grants, folders } = ports;
  const checkHealth = shared(ports.checkHealth);
  return {
    'host.describe': async () => succeeded(host),
    'intake.add': (input) => intake.add(input),
    'intake.sample': () => intake.addSample(),
    'intake.choose': async ({ what }) => {
      const paths = await desktopOf(ports).chooseFiles(what);
      if (paths.length === 0) return succeeded({ grants: [] });
      const use = what === 'folder' ? 'recordings' : what;
      return succeeded({ grants: [grants.issue({ paths, use, isUpload: false })] });
    },
    'intake.relocate': (input) => intake.relocate(input),
    'intake.model': (input) => intake.importModel(input),
    'preferences.change': async (input) => {
      if (typeof input.change.exports?.outputDir === 'string') {
        throw new EarshotError('invalid-argument', 'A page cannot name the folder for files.', {
          hint: 'Choose the folder with its button.',
        });
      }
      return await queue.call('preferences.change', input);
    },
    'preferences.chooseFolder': async () => {
      const desktop = desktopOf(ports);
      const now = await queue.call('preferences.get', {});
      if (!now.ok) return now;
      const outputDir = await desktop.chooseOutputFolder(now.value.exports.outputDir);
      if (outputDir === null) return now;
      return await queue.call('preferences.change', { change: { exports: { outputDir } } });
    },
    'export.save': (input) => saveExports(input, queue, desktopOf(ports)),
    'media.check': async (input) => {
      const playback = await queue.call('media.playback', input);
      return playback.ok ? succeeded({}) : playback;
    },
    'host.reveal': (input) => reveal(input, ports, desktopOf(ports)),
    'health.check': async () => succeeded({ findings: [...(await checkHealth())] }),
    'health.diagnostics': async () => {
      const text = await diagnosticsText({ host, findings: await checkHealth(), folders });
      return succeeded({ text });
    },
  };
}

/** Who asks while it is under way waits for the same answer: each look at the parts loads a model. */
function shared<T>(work: () => Promise<T>): () => Promise<T> {
  let atWork: Promise<T> | null = null;
  return () =>
    (atWork ??= work().finally(() => {
      atWork = null;
    }));
}

/** @throws EarshotError `state-refused` in a browser */
function desktopOf({ desktop }: PagePorts): Desktop {
  if (desktop !== null) return desktop;
  throw new EarshotError('state-refused', 'Only the desktop app can do this; a browser has other ways.', {
    hint: 'Drop files into the page, and copy or download texts from it.',
  });
}

const QUEUE_METHODS: ReadonlySet<string> = new Set(PAGE_QUEUE_METHODS);

function isQueueMethod(method: string): method is PageQueueMethod {
  return QUEUE_METHODS.has(method);
}

/** Own properties only: `constructor` and `__proto__` are no methods. */
function isHostMethod(method: string): method is HostMethod {
  return Object.hasOwn(HOST_METHODS, method);
}

/** What the queue answers was checked on its way here. */
async function askQueue<Name extends PageQueueMethod>(
  { queue }: PagePorts,
  method: Name,
  rawInput: unknown,
): Promise<Result<MethodOutput<Name>>> {
  return await queue.call(method, readInput(METHOD_SCHEMAS[method].input, method, rawInput));
}

async function askHost<Name extends HostMethod>(
  handlers: HostHandlers,
  method: Name,
  rawInput: unknown,
): Promise<Result<PageOutput<Name>>> {
  return await handlers[method](readInput(PAGE_SCHEMAS[method].input, method, rawInput));
}

/** @throws EarshotError `invalid-argument`, which does not repeat what was given */
function readInput<T>(schema: z.ZodType<T>, method: string, rawInput: unknown): T {
  const input = schema.safeParse(rawInput);
  if (input.success) return input.data;
  throw unfit('invalid-argument', `${method} was asked for with wrong input.`, input.error);
}

const MAX_NAME_CHARACTERS = 60;

function unknownMethod(method: string): EarshotError {
  const name = JSON.stringify(method.slice(0, MAX_NAME_CHARACTERS));
  return new EarshotError('invalid-argument', `A page cannot ask for ${name}.`);
}
