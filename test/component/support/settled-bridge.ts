import { type ModelView, queueSettingsSchema } from '../../../src/shared/contract/methods.ts';
import type { HealthFinding } from '../../../src/shared/contract/page.ts';
import { failed } from '../../../src/shared/contract/result.ts';
import { EarshotError } from '../../../src/shared/errors.ts';
import {
  type Preferences,
  type PreferencesChange,
  preferencesSchema,
} from '../../../src/shared/preferences.ts';
import { MemoryBridge } from './memory-bridge.ts';
import { everyState } from './sample-jobs.ts';

export const SAMPLE_MODELS: readonly ModelView[] = [
  {
    id: 'base',
    kind: 'whisper',
    name: 'Whisper base, multilingual (q8_0)',
    file: 'ggml-base-q8_0.bin',
    sizeBytes: 81_768_585,
    license: 'MIT',
    origin: 'OpenAI Whisper base, converted to ggml f16 and quantised to q8_0',
    state: 'present',
  },
  {
    id: 'small.en',
    kind: 'whisper',
    name: 'Whisper small, English only (q5_1)',
    file: 'small.en.bin',
    sizeBytes: 190_098_681,
    license: 'unknown',
    origin: 'Added from ggml-small.en-q5_1.bin',
    state: 'present',
  },
  {
    id: 'medium',
    kind: 'whisper',
    name: 'Whisper medium, multilingual (q5_0)',
    file: 'medium.bin',
    sizeBytes: 539_212_467,
    license: 'unknown',
    origin: 'Added from ggml-medium-q5_0.bin',
    state: 'damaged',
  },
  {
    id: 'silero-vad',
    kind: 'vad',
    name: 'Silero VAD 6.2.0',
    file: 'ggml-silero-v6.2.0.bin',
    sizeBytes: 885_098,
    license: 'MIT',
    origin: 'Silero VAD 6.2.0, converted to ggml by the whisper.cpp project',
    state: 'present',
  },
];

export const SAMPLE_FINDINGS: readonly HealthFinding[] = [
  {
    part: 'engine',
    isGood: true,
    words: 'whisper-runner "avx2" (built: avx512, avx2, baseline; processor: avx avx2 f16c fma)',
  },
  { part: 'ffmpeg', isGood: true, words: 'ffmpeg 7.1 from the system, with ffprobe (/usr/bin/ffmpeg)' },
  {
    part: 'model',
    isGood: false,
    words:
      'The file of the model "base" is cut or not the right one. Replace the model file with a fresh copy.',
  },
  {
    part: 'data',
    isGood: true,
    words: '/home/ada/.local/share/earshot can be written, 84.2 GiB free (1 GiB needed)',
  },
  { part: 'queue', isGood: true, words: 'answers, 10 jobs' },
  { part: 'disk', isGood: true, words: '84.2 GiB free in /tmp/earshot (1 GiB needed)' },
  { part: 'memory', isGood: true, words: '9.1 GiB of 15.4 GiB available (1 GiB needed)' },
];

/** A host whose settings can be changed, as a real one's: it keeps what it is told and refuses what cannot be. */
export function settledBridge(kind: 'desktop' | 'browser' = 'browser'): MemoryBridge {
  const bridge = new MemoryBridge(everyState());
  bridge.host = {
    ...bridge.host,
    kind,
    licences: [
      { name: 'whisper.cpp and ggml', licence: 'MIT', text: 'MIT License\n\nCopyright (c) The ggml authors' },
      { name: 'Silero VAD', licence: 'MIT', text: 'MIT License\n\nCopyright (c) Silero Team' },
    ],
  };
  bridge.answer('preferences.change', ({ change }) => {
    if (change.exports?.nameTemplate?.includes('{speaker}') === true) {
      const message = '“{speaker}” is not known in the name of a file.';
      const hint = 'Names are made of {name}, {date}, {model}, {language} and letters.';
      return failed(new EarshotError('invalid-argument', message, { hint }));
    }
    bridge.preferences = merged(bridge.preferences, change);
    return bridge.preferences;
  });
  bridge.answer('preferences.chooseFolder', () => {
    bridge.preferences = merged(bridge.preferences, { exports: { outputDir: '/home/ada/Texts' } });
    return bridge.preferences;
  });
  bridge.answer('queue.configure', ({ settings }) => {
    const changed = queueSettingsSchema.parse({ ...bridge.status.settings, ...settings });
    bridge.status = { ...bridge.status, settings: changed };
    return changed;
  });
  bridge.answer('models.list', () => ({ models: [...SAMPLE_MODELS] }));
  bridge.answer('models.verify', ({ id }) => {
    const model = SAMPLE_MODELS.find((one) => one.id === id);
    return model ?? failed(new EarshotError('model-missing', `There is no model "${id}".`));
  });
  bridge.answer('health.check', () => ({ findings: [...SAMPLE_FINDINGS] }));
  bridge.answer('health.diagnostics', () => ({ text: 'Earshot 0.1.0 (browser)\nproblem  model' }));
  bridge.answer('host.reveal', () => ({}));
  return bridge;
}

function merged(now: Preferences, change: PreferencesChange): Preferences {
  return preferencesSchema.parse({
    job: { ...now.job, ...change.job },
    exports: { ...now.exports, ...change.exports },
    notifications: { ...now.notifications, ...change.notifications },
    appearance: { ...now.appearance, ...change.appearance },
    keepInTray: change.keepInTray ?? now.keepInTray,
  });
}
