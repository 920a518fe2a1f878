import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileExtension, renderTranscript } from '../../../src/main/core/export/formats.ts';
import { EXPORT_FORMATS } from '../../../src/shared/job-options.ts';
import { type Transcript, transcriptSchema } from '../../../src/shared/transcript.ts';
import {
  arbitraryDialogue,
  arbitraryTranscript,
  spokenSegment,
  transcriptOf,
} from './arbitrary-transcript.ts';
import { foldLookAlikes, letters, lettersOf, readCsv, readSrt, readVtt } from './readers.ts';

const anyTranscript = fc.oneof(arbitraryTranscript, arbitraryDialogue);

function oneSegment(text: string): Transcript {
  return transcriptOf([spokenSegment(text)]);
}

function compressionRatioOf(text: string): number {
  return JSON.parse(renderTranscript(oneSegment(text), 'openai-json')).segments[0].compression_ratio;
}

/** LRC cannot escape a time in brackets; the export takes its bracket away. */
function withoutTimeTags(text: string): string {
  return letters(text).replace(/[[<(](?=\d+:)/g, '(');
}

test('the generated transcripts are valid', () => {
  fc.assert(
    fc.property(anyTranscript, (transcript) => {
      expect(transcriptSchema.safeParse(transcript)).toMatchObject({ success: true });
    }),
  );
});

test('every format has its own extension', () => {
  expect(new Set(EXPORT_FORMATS.map(fileExtension)).size).toBe(EXPORT_FORMATS.length);
  expect(fileExtension('openai-json')).toBe('.openai.json');
});

test.each(EXPORT_FORMATS)('%s renders an empty transcript', (format) => {
  expect(typeof renderTranscript(transcriptOf([]), format)).toBe('string');
});

describe('txt', () => {
  test('holds the whole text in order', () => {
    fc.assert(
      fc.property(arbitraryTranscript, (transcript) => {
        expect(letters(renderTranscript(transcript, 'txt'))).toBe(lettersOf(transcript.segments));
      }),
    );
  });

  test('holds the whole text of each channel in order', () => {
    fc.assert(
      fc.property(arbitraryDialogue, (transcript) => {
        const paragraphs = renderTranscript(transcript, 'txt').replace(/\n$/, '').split('\n\n');
        for (const channel of [0, 1]) {
          const label = `Channel ${channel + 1}: `;
          const texts = paragraphs
            .filter((text) => text.startsWith(label))
            .map((text) => text.slice(label.length));
          const spoken = transcript.segments.filter((segment) => segment.channel === channel);
          expect(letters(texts.join(' '))).toBe(lettersOf(spoken));
        }
      }),
    );
  });

  test('a pause of two seconds starts a paragraph, a shorter one does not', () => {
    const segments = [
      spokenSegment('One.', { endMs: 1000 }),
      spokenSegment('Two.', { startMs: 2999, endMs: 4000 }),
      spokenSegment('Three.', { startMs: 6000 }),
    ];
    expect(renderTranscript(transcriptOf(segments), 'txt')).toBe('One. Two.\n\nThree.\n');
  });

  test('a change of voice starts a paragraph with its name', () => {
    const segments = [
      spokenSegment('Hello?', { channel: 0 }),
      spokenSegment('Hi!', { channel: 1, startMs: 300, speaker: 'Ada' }),
    ];
    expect(renderTranscript(transcriptOf(segments), 'txt')).toBe('Channel 1: Hello?\n\nAda: Hi!\n');
  });

  test('Chinese segments are joined without a space', () => {
    const segments = [spokenSegment('你好。'), spokenSegment('再见。', { startMs: 300 })];
    expect(renderTranscript(transcriptOf(segments), 'txt')).toBe('你好。再见。\n');
  });

  test('speech without pauses still gets paragraphs, which end with a sentence', () => {
    const segments = Array.from({ length: 60 }, (_, index) =>
      spokenSegment('This sentence is said again and again.', { startMs: index * 2400 }),
    );
    const paragraphs = renderTranscript(transcriptOf(segments), 'txt').trim().split('\n\n');
    expect(paragraphs.length).toBeGreaterThan(2);
    for (const paragraph of paragraphs) {
      expect(paragraph.length).toBeLessThan(900);
      expect(paragraph).toMatch(/again\.$/);
    }
  });
});

describe('srt and vtt', () => {
  test('are read back with the whole text in order, and say the same', () => {
    fc.assert(
      fc.property(anyTranscript, (transcript) => {
        const srt = readSrt(renderTranscript(transcript, 'srt'));
        const vtt = readVtt(renderTranscript(transcript, 'vtt'));
        expect(
          srt.map(({ startMs, endMs, lines }) => ({ startMs, endMs, lines: lines.map(foldLookAlikes) })),
        ).toEqual(
          vtt.map(({ startMs, endMs, lines }) => ({ startMs, endMs, lines: lines.map(foldLookAlikes) })),
        );
        for (const channel of new Set(transcript.segments.map((segment) => segment.channel))) {
          const spoken = transcript.segments.filter((segment) => segment.channel === channel);
          const isShared = vtt.every((cue) => cue.voice === null);
          const shown = vtt.filter((cue) => isShared || cue.voice === `Channel ${Number(channel) + 1}`);
          expect(letters(shown.flatMap((cue) => cue.lines).join(' '))).toBe(lettersOf(spoken));
        }
      }),
    );
  });

  test('srt has numbered cues with a decimal comma', () => {
    expect(renderTranscript(oneSegment('Good morning.'), 'srt')).toBe(
      '1\n00:00:00,000 --> 00:00:00,600\nGood morning.\n',
    );
  });

  test('vtt has the signature, escaped text and voice spans', () => {
    const segments = [
      spokenSegment('a --> <b> & c', { channel: 0 }),
      spokenSegment('ok', { channel: 1, startMs: 3_600_000, speaker: 'A<B' }),
    ];
    expect(renderTranscript(transcriptOf(segments), 'vtt')).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n<v Channel 1>a --&gt; &lt;b&gt; &amp; c\n\n' +
        '01:00:00.000 --> 01:00:00.300\n<v A&lt;B>ok\n',
    );
  });

  test('srt text that players would take for markup is told apart from it', () => {
    const [cue] = readSrt(renderTranscript(oneSegment('<i> {\\an8} --> 3 < 5'), 'srt'));
    expect(cue?.lines).toEqual(['‹i> ❴⧵an8} --› 3 < 5']);
  });
});

describe('json', () => {
  test('is the transcript', () => {
    fc.assert(
      fc.property(anyTranscript, (transcript) => {
        expect(transcriptSchema.parse(JSON.parse(renderTranscript(transcript, 'json')))).toEqual(transcript);
      }),
    );
  });
});

describe('openai-json', () => {
  test('has the shape of verbose_json', () => {
    const segments = [spokenSegment('Good morning.', { startMs: 1500 })];
    const text = renderTranscript(transcriptOf(segments, { durationMs: 3250 }), 'openai-json');
    expect(JSON.parse(text)).toEqual({
      task: 'transcribe',
      language: 'english',
      duration: 3.25,
      text: 'Good morning.',
      segments: [
        {
          id: 0,
          seek: 150,
          start: 1.5,
          end: 2.1,
          text: ' Good morning.',
          tokens: [],
          temperature: 0,
          avg_logprob: -0.2,
          compression_ratio: expect.closeTo(14 / 22, 5),
          no_speech_prob: 0.01,
        },
      ],
      words: [
        { word: 'Good', start: 1.5, end: 1.8 },
        { word: 'morning.', start: 1.8, end: 2.1 },
      ],
    });
  });

  test('the texts of the segments make the whole text, which is the transcript’s', () => {
    fc.assert(
      fc.property(anyTranscript, (transcript) => {
        const document = JSON.parse(renderTranscript(transcript, 'openai-json'));
        const texts: string[] = document.segments.map((segment: { text: string }) => segment.text);
        expect(texts.join('').trim()).toBe(document.text);
        expect(letters(document.text)).toBe(lettersOf(transcript.segments));
      }),
    );
  });

  test.each([
    ['ht', 'haitian creole'],
    ['yue', 'cantonese'],
    ['my', 'myanmar'],
    ['xx', 'xx'],
  ])('language %s is called %s', (code, name) => {
    const transcript = { ...transcriptOf([]), language: { code, probability: null, mode: 'fixed' as const } };
    expect(JSON.parse(renderTranscript(transcript, 'openai-json'))).toMatchObject({ language: name });
  });

  test('repeated text has a higher compression ratio than varied text', () => {
    expect(compressionRatioOf('again '.repeat(50).trim())).toBeGreaterThan(2.4);
    expect(compressionRatioOf('The quick brown fox jumps over the lazy dog.')).toBeLessThan(2.4);
  });
});

describe('csv', () => {
  test('is read back with one row a segment, the whole text and no formula', () => {
    fc.assert(
      fc.property(anyTranscript, (transcript) => {
        const [header, ...rows] = readCsv(renderTranscript(transcript, 'csv'));
        expect(header).toEqual(['start_ms', 'end_ms', 'channel', 'speaker', 'text']);
        expect(rows.map((row) => row.slice(0, 2).map(Number))).toEqual(
          transcript.segments.map((segment) => [segment.startMs, segment.endMs]),
        );
        const texts = rows.map((row) => row[4] ?? '');
        for (const text of texts) expect(text).not.toMatch(/^[\s=+\-@＝＋－＠]./u);
        expect(letters(texts.map((text) => text.replace(/^'(?=[=+\-@＝＋－＠])/u, '')).join(' '))).toBe(
          lettersOf(transcript.segments),
        );
      }),
    );
  });

  test('a cell that would be a formula becomes text', () => {
    const [, row] = readCsv(renderTranscript(oneSegment('=HYPERLINK("http://x","y")'), 'csv'));
    expect(row?.[4]).toBe(`'=HYPERLINK("http://x","y")`);
  });

  test('a speaker’s name is guarded like the text', () => {
    const [, row] = readCsv(renderTranscript(transcriptOf([spokenSegment('hi', { speaker: '@x' })]), 'csv'));
    expect(row?.[3]).toBe("'@x");
  });
});

describe('tsv', () => {
  test('has three columns in every line and the whole text', () => {
    fc.assert(
      fc.property(anyTranscript, (transcript) => {
        const [header, ...rows] = renderTranscript(transcript, 'tsv').replace(/\n$/, '').split('\n');
        expect(header).toBe('start\tend\ttext');
        const cells = rows.map((row) => row.split('\t'));
        expect(cells.map((row) => [row.length, Number(row[0]), Number(row[1])])).toEqual(
          transcript.segments.map((segment) => [3, segment.startMs, segment.endMs]),
        );
        expect(letters(cells.map((row) => row[2]).join(' '))).toBe(lettersOf(transcript.segments));
      }),
    );
  });
});

describe('lrc', () => {
  test('every line has one time, times never go back, and the whole text is there', () => {
    fc.assert(
      fc.property(arbitraryTranscript, (transcript) => {
        const [title, tool, ...lines] = renderTranscript(transcript, 'lrc').replace(/\n$/, '').split('\n');
        expect([title, tool]).toEqual(['[ti:talk.mp3]', '[re:Earshot]']);
        let previous = 0;
        let text = '';
        for (const line of lines) {
          const [, minutes, seconds, words = ''] = /^\[(\d{2,}):(\d{2}\.\d{2})\](.*)$/u.exec(line) ?? [];
          const time = Number(minutes) * 60 + Number(seconds);
          expect(time).toBeGreaterThanOrEqual(previous);
          expect(words).not.toMatch(/[[<]\d+:\d+/);
          previous = time;
          text += `${words} `;
        }
        expect(withoutTimeTags(text)).toBe(withoutTimeTags(lettersOf(transcript.segments)));
      }),
    );
  });

  test('minutes go on past an hour, and silence clears the line', () => {
    const late = spokenSegment('Late.', { startMs: 6_000_010 });
    expect(renderTranscript(transcriptOf([spokenSegment('Early.'), late]), 'lrc')).toBe(
      '[ti:talk.mp3]\n[re:Earshot]\n[00:00.00]Early.\n[00:01.00]\n[100:00.01]Late.\n[100:00.31]\n',
    );
  });
});

describe('md', () => {
  test('holds the whole text in order, with every mark escaped', () => {
    fc.assert(
      fc.property(arbitraryTranscript, (transcript) => {
        const [, , ...paragraphs] = renderTranscript(transcript, 'md').replace(/\n$/, '').split('\n\n');
        const texts = paragraphs.map(
          (paragraph) => /^\*\*\\\[[\d:]+\\\]\*\* (.*)$/u.exec(paragraph)?.[1] ?? 'none',
        );
        for (const text of texts)
          expect(text.replace(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[\\`*_[\]<>&$~|#]/);
        expect(letters(texts.join(' ').replace(/\\([!-/:-@[-`{-~])/g, '$1'))).toBe(
          lettersOf(transcript.segments),
        );
      }),
    );
  });

  test('has a title, a line about the recording and paragraphs with times', () => {
    const segments = [
      spokenSegment('a *b* c', { startMs: 61_000, channel: 0 }),
      spokenSegment('d', { startMs: 62_000, channel: 1 }),
    ];
    const transcript = { ...transcriptOf(segments, { fileName: 'my_talk.mp3' }), complete: false };
    expect(renderTranscript(transcript, 'md')).toBe(
      '# my\\_talk.mp3\n\n' +
        '*Language: english · Duration: 00:01:02 · Model: base-q8\\_0 · Stopped before the end*\n\n' +
        '**\\[00:01:01\\]** **Channel 1:** a \\*b\\* c\n\n**\\[00:01:02\\]** **Channel 2:** d\n',
    );
  });
});
