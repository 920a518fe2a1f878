import type {
  BatchSummary,
  JobPosition,
  RecordingEvent,
  RecordingResult,
  View,
} from '../../src/main/cli/view.ts';
import type { Disposition } from '../../src/shared/contract/methods.ts';
import type { Failure } from '../../src/shared/errors.ts';

/** Writes down what it is told, a line a call: `begin a.mp3 1/2`, `text a.mp3 Hello.` Progress is left out. */
export class RecordingView implements View {
  readonly lines: string[] = [];
  readonly results = new Map<string, RecordingResult>();
  lastSummary: BatchSummary | null = null;

  /** The text that was told, of all recordings. */
  get text(): string[] {
    return this.lines
      .filter((line) => line.startsWith('text '))
      .map((line) => line.replace(/^text \S+ /, ''));
  }

  /** All but text. */
  get others(): string[] {
    return this.lines.filter((line) => !line.startsWith('text '));
  }

  waiting(): void {}

  begin(file: string, { index, count }: JobPosition): void {
    this.lines.push(`begin ${nameOf(file)} ${index + 1}/${count}`);
  }

  event(file: string, event: RecordingEvent): void {
    const name = nameOf(file);
    switch (event.kind) {
      case 'segments':
        for (const { text } of event.segments) this.lines.push(`text ${name} ${text}`);
        return;
      case 'notice':
        this.lines.push(`notice ${name} ${event.message}`);
        return;
      case 'language':
        this.lines.push(`language ${name} ${event.code}`);
        return;
      case 'engine':
        this.lines.push(`engine ${name} ${event.engine.model}`);
        return;
      case 'progress':
        return;
    }
  }

  end(file: string, result: RecordingResult, writtenFiles: readonly string[]): void {
    const code = 'error' in result ? ` ${result.error.code}` : '';
    this.lines.push(`end ${nameOf(file)} ${result.kind}${code}`);
    for (const written of writtenFiles) this.lines.push(`file ${written}`);
    this.results.set(nameOf(file), result);
  }

  added(file: string, uid: string, disposition: Disposition): void {
    this.lines.push(`added ${nameOf(file)} ${uid} ${disposition}`);
  }

  problem(path: string, error: Failure): void {
    this.lines.push(`problem ${nameOf(path)} ${error.code}`);
  }

  notice(message: string): void {
    this.lines.push(`notice - ${message}`);
  }

  summary(summary: BatchSummary): void {
    this.lastSummary = summary;
  }

  close(): void {}
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}
