import type { Disposition } from '../../shared/contract/methods.ts';
import type { Failure } from '../../shared/errors.ts';
import type { BatchSummary, JobPosition, RecordingEvent, RecordingResult, View } from './view.ts';

/** One JSON object a line on standard output, for programs. The shapes are described in `docs/command-line.md`. */
export class JsonView implements View {
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** A state that passes by itself; `jobs show` answers programs that ask for it. */
  waiting(): void {}

  begin(file: string, { uid, index, count }: JobPosition): void {
    this.#emit({ type: 'begin', file, uid, index, count });
  }

  event(file: string, event: RecordingEvent): void {
    const { kind, ...rest } = event;
    this.#emit({ type: kind, file, ...rest });
  }

  end(file: string, result: RecordingResult, writtenFiles: readonly string[]): void {
    this.#emit({
      type: 'end',
      file,
      result: result.kind,
      files: writtenFiles,
      error: 'error' in result ? result.error : null,
      workMs: 'workMs' in result ? result.workMs : null,
      gaps: 'gaps' in result ? result.gaps : null,
      review: result.transcript?.review ?? [],
      discarded: result.transcript?.discarded ?? [],
    });
  }

  added(file: string, uid: string, disposition: Disposition): void {
    this.#emit({ type: 'added', file, uid, disposition });
  }

  problem(path: string, error: Failure): void {
    this.#emit({ type: 'problem', file: path, error });
  }

  notice(message: string, reason: Failure | null): void {
    this.#emit({ type: 'notice', file: null, message, reason });
  }

  summary(summary: BatchSummary): void {
    this.#emit({ type: 'summary', ...summary });
  }

  close(): void {}

  #emit(event: object): void {
    this.#write(`${JSON.stringify(event)}\n`);
  }
}
