import { afterEach, expect, test, vi } from 'vitest';
import { listenForStop } from '../../../src/main/cli/stop-signal.ts';

const NAMES = ['SIGINT', 'SIGHUP', 'SIGTERM'] as const;

afterEach(() => {
  for (const name of NAMES) process.removeAllListeners(name);
  vi.restoreAllMocks();
});

function listen() {
  let nowMs = 0;
  const exit = vi.spyOn(process, 'exit').mockImplementation(vi.fn<typeof process.exit>());
  const onStopNow = vi.fn<() => void>();
  const stop = listenForStop(
    () => {},
    onStopNow,
    () => nowMs,
  );
  return { stop, exit, onStopNow, wait: (ms: number) => (nowMs += ms) };
}

test.each([
  ['SIGINT', 130],
  ['SIGHUP', 143],
  ['SIGTERM', 143],
] as const)('%s stops the work and decides the exit code', (name, code) => {
  const { stop, exit } = listen();
  expect(stop.exitCode()).toBeNull();
  process.emit(name);
  expect(stop.signal.aborted).toBe(true);
  expect(stop.exitCode()).toBe(code);
  expect(exit).not.toHaveBeenCalled();
});

test('one request that arrives twice is one request', () => {
  const { exit, wait } = listen();
  process.emit('SIGINT');
  wait(5);
  process.emit('SIGINT');
  expect(exit).not.toHaveBeenCalled();
});

test('a second Ctrl-C ends the program at once', () => {
  const { exit, onStopNow, wait } = listen();
  process.emit('SIGINT');
  wait(400);
  process.emit('SIGINT');
  expect(onStopNow).toHaveBeenCalledOnce();
  expect(exit).toHaveBeenCalledWith(130);
});

test('the system may ask as often as it likes', () => {
  const { exit, wait } = listen();
  process.emit('SIGTERM');
  wait(400);
  process.emit('SIGTERM');
  expect(exit).not.toHaveBeenCalled();
});
