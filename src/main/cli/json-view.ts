import type { EarshotError } from '../../shared/errors.ts';
import type { PipelineEvent } from '../core/transcription/pipeline-events.ts';
import type { BatchSummary, RecordingResult, View } from './view.ts';

/** One JSON object a line on standard output, for programs. The shapes are described in `docs/command-line.md`. */
export class JsonView implements View {
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  begin(file: string, position: { index: number; count: number }): void {
    this.#emit({ type: 'begin', file, index: position.index, count: position.count });
  }

  event(file: string, event: PipelineEvent): void {
    const { kind, ...rest } = event;
    this.#emit({ type: kind, file, ...rest });
  }

  end(file: string, result: RecordingResult, writtenFiles: readonly string[]): void {
    this.#emit({
      type: 'end',
      file,
      result: result.kind,
      files: writtenFiles,
      error: 'error' in result ? result.error.toFailure() : null,
      timings: 'timings' in result ? result.timings : null,
      review: result.transcript?.review ?? [],
      discarded: result.transcript?.discarded ?? [],
    });
  }

  problem(path: string, error: EarshotError): void {
    this.#emit({ type: 'problem', file: path, error: error.toFailure() });
  }

  notice(message: string, reason: EarshotError | null): void {
    this.#emit({ type: 'notice', file: null, message, reason: reason?.toFailure() ?? null });
  }

  summary(summary: BatchSummary): void {
    this.#emit({ type: 'summary', ...summary });
  }

  close(): void {}

  #emit(event: object): void {
    this.#write(`${JSON.stringify(event)}\n`);
  }
}
