import type { MethodInput, MethodOutput } from '../../../shared/contract/methods.ts';
import type { IntakeReport, PageInput } from '../../../shared/contract/page.ts';
import { type Result, succeeded } from '../../../shared/contract/result.ts';
import { EarshotError, toEarshotError } from '../../../shared/errors.ts';
import { type ExportRule, NO_EXPORT } from '../../../shared/job-options.ts';
import type { Granted } from './grant-book.ts';
import { refusalOf, reportOf } from './intake-report.ts';
import type { PagePorts } from './page-ports.ts';

/** Hands over to the queue what a person has handed to a page. Failed calls give the grants back. */
export class Intake {
  readonly #ports: PagePorts;

  constructor(ports: PagePorts) {
    this.#ports = ports;
  }

  /** @throws EarshotError `invalid-argument` for grants that do not hold */
  add({ grants, options, again }: PageInput<'intake.add'>): Promise<Result<IntakeReport>> {
    return this.#withGrants(grants, 'recordings', async (granted) => {
      const preferences = await this.#ports.queue.call('preferences.get', {});
      if (!preferences.ok) return preferences;
      const uploads = granted.filter(({ isUpload }) => isUpload).flatMap(({ paths }) => paths);
      const answer = await this.#ports.queue.call('queue.add', {
        paths: granted.flatMap(({ paths }) => paths),
        options,
        exports: uploads.length === 0 ? preferences.value.exports : awayFromSource(preferences.value.exports),
        again,
        keepCopy: uploads.length > 0,
      });
      if (!answer.ok) return answer;
      await this.#discardUnused(uploads, answer.value.jobs);
      return succeeded(reportOf(answer.value));
    });
  }

  /**
   * Takes in what came past the pages, by the preferences: opened with Earshot, named on its command line. Never rejects:
   * nobody waits for an answer, so a failure is reported as the problem of each file.
   */
  async takeIn(paths: readonly string[]): Promise<IntakeReport> {
    try {
      const report = await this.#addByPreferences(paths);
      return report.ok ? report.value : refusalOf(paths, report.error);
    } catch (thrown) {
      return refusalOf(paths, toEarshotError(thrown).toFailure());
    }
  }

  async #addByPreferences(paths: readonly string[]): Promise<Result<IntakeReport>> {
    const preferences = await this.#ports.queue.call('preferences.get', {});
    if (!preferences.ok) return preferences;
    const { job, exports } = preferences.value;
    return await this.#addPaths({ paths: [...paths], options: job, exports, again: false, keepCopy: false });
  }

  /** The app that the sample lies in may be replaced or moved: its recording is copied, and no file is written beside it. */
  async addSample(): Promise<Result<IntakeReport>> {
    const preferences = await this.#ports.queue.call('preferences.get', {});
    if (!preferences.ok) return preferences;
    return await this.#addPaths({
      paths: [this.#ports.sampleFile],
      options: preferences.value.job,
      exports: awayFromSource(preferences.value.exports),
      again: false,
      keepCopy: true,
    });
  }

  /** @throws EarshotError `invalid-argument` for a grant that does not hold, or that holds several files */
  relocate({
    uid,
    grant,
    acceptChanged,
  }: PageInput<'intake.relocate'>): Promise<Result<MethodOutput<'jobs.relocate'>>> {
    return this.#withGrants([grant], 'moved-recording', async ([granted]) => {
      const path = onlyPathOf(granted);
      return await this.#ports.queue.call('jobs.relocate', { uid, path, acceptChanged });
    });
  }

  /** @throws EarshotError as {@link relocate} */
  importModel({ grant }: PageInput<'intake.model'>): Promise<Result<MethodOutput<'models.import'>>> {
    return this.#withGrants([grant], 'model', async ([granted]) => {
      const path = onlyPathOf(granted);
      const answer = await this.#ports.queue.call('models.import', { path });
      // The queue keeps a copy of its own.
      if (answer.ok && granted?.isUpload === true) await this.#ports.discardUpload?.(path);
      return answer;
    });
  }

  async #addPaths(request: MethodInput<'queue.add'>): Promise<Result<IntakeReport>> {
    const answer = await this.#ports.queue.call('queue.add', request);
    return answer.ok ? succeeded(reportOf(answer.value)) : answer;
  }

  /** What did not come to its end has used nothing up. Whoever hands it in once more does no harm: the queue knows it again. */
  async #withGrants<T>(
    ids: readonly string[],
    use: Parameters<PagePorts['grants']['take']>[1],
    work: (granted: readonly Granted[]) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const { grants } = this.#ports;
    const taken = grants.take(ids, use);
    let result: Result<T> | null = null;
    try {
      result = await work(taken);
      return result;
    } finally {
      if (result?.ok !== true) {
        for (const [index, granted] of taken.entries()) grants.giveBack(ids[index] ?? '', granted);
      }
    }
  }

  /** The queue moves what it has added to its copies by itself; of the rest it may read one, where the older file is gone. */
  async #discardUnused(uploads: readonly string[], jobs: MethodOutput<'queue.add'>['jobs']): Promise<void> {
    for (const path of uploads) {
      const job = jobs.find((one) => one.path === path);
      if (job?.disposition === 'added') continue;
      if (job !== undefined && (await this.#isReadFrom(job.uid, path))) continue;
      await this.#ports.discardUpload?.(path);
    }
  }

  async #isReadFrom(uid: string, path: string): Promise<boolean> {
    const job = await this.#ports.queue.call('jobs.get', { uid });
    return !job.ok || job.value.path === path;
  }
}

/** Beside a file that was sent, or that belongs to Earshot, nobody looks for texts. */
function awayFromSource(rule: ExportRule): ExportRule {
  return rule.outputDir === null ? NO_EXPORT : rule;
}

function onlyPathOf(granted: Granted | undefined): string {
  const [path, ...more] = granted?.paths ?? [];
  if (path !== undefined && more.length === 0) return path;
  throw new EarshotError('invalid-argument', 'Choose one file for this.');
}
