import type { RawData } from 'ws';

/** @returns what a message says, or undefined, which no schema takes, when it is no JSON text */
export function parseMessage(data: RawData): unknown {
  try {
    return Buffer.isBuffer(data) ? JSON.parse(data.toString('utf8')) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
