import { expect, test } from 'vitest';
import { FfmpegMessages } from '../../../src/main/core/media/ffmpeg-messages.ts';

test('memory addresses are taken out, so that the same fault reads the same', () => {
  const messages = new FfmpegMessages();
  messages.add('[mp3float @ 0x55edbc760940] Header missing\n[mp3float @ 0x7f0000000000] Header missing\n');
  expect(messages.list()).toEqual(['[mp3float] Header missing']);
});

test('only the last five different messages are kept of an endless log', () => {
  const messages = new FfmpegMessages();
  for (let line = 0; line < 10_000; line += 1) messages.add(`fault ${line % 7}`);
  expect(messages.list()).toEqual(['fault 6', 'fault 0', 'fault 1', 'fault 2', 'fault 3']);
});

test('remarks about our own raw output are no faults of the file', () => {
  const messages = new FfmpegMessages();
  messages.add(
    '[s16le @ 0x1] Application provided invalid, non monotonically increasing dts to muxer in stream 0\n',
  );
  expect(messages.list()).toEqual([]);
});
