import { readFileSync } from 'node:fs';

/** One thing that a program did to the files of the watched folder; see `fault-power-shim.c`. */
export type DiskStep =
  | { readonly kind: 'opened'; readonly file: number; readonly path: string }
  | { readonly kind: 'written'; readonly file: number; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncated'; readonly file: number; readonly length: number }
  | { readonly kind: 'synced'; readonly file: number }
  | { readonly kind: 'renamed'; readonly from: string; readonly to: string }
  | { readonly kind: 'removed'; readonly path: string };

const HEADER_BYTES = 24;

/** @throws Error when the record ends in the middle of an entry, or holds one of an unknown kind */
export function readDiskRecord(path: string): DiskStep[] {
  const record = readFileSync(path);
  const steps: DiskStep[] = [];
  for (let at = 0; at < record.length; ) {
    const kind = record.readUInt32LE(at);
    const file = record.readUInt32LE(at + 4);
    const offset = Number(record.readBigUInt64LE(at + 8));
    const length = Number(record.readBigUInt64LE(at + 16));
    const bytes = record.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length);
    if (bytes.length !== length) throw new Error(`${path} ends in the middle of an entry`);
    steps.push(toStep(kind, file, offset, bytes));
    at += HEADER_BYTES + length;
  }
  return steps;
}

function toStep(kind: number, file: number, offset: number, bytes: Buffer): DiskStep {
  switch (kind) {
    case 1:
      return { kind: 'opened', file, path: bytes.toString() };
    case 2:
      return { kind: 'written', file, offset, bytes };
    case 3:
      return { kind: 'truncated', file, length: offset };
    case 4:
      return { kind: 'synced', file };
    case 5: {
      const [from = '', to = ''] = bytes.toString().split('\0');
      return { kind: 'renamed', from, to };
    }
    case 6:
      return { kind: 'removed', path: bytes.toString() };
    default:
      throw new Error(`no kind of entry has the number ${kind}`);
  }
}
