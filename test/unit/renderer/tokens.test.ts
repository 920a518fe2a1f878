import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const CSS = readFileSync(join(import.meta.dirname, '../../../src/renderer/src/styles/tokens.css'), 'utf8');
/** Before the first media query: what holds for everybody. Behind it: more contrast, and then the system's own colours. */
const [usual = '', highContrast = ''] = CSS.split('@media');

type Theme = 'light' | 'dark';

/** Relative luminance of a colour of the style sheet, after WCAG 2.2. */
function luminanceOf(name: string, theme: Theme, css: string): number {
  const line = new RegExp(`--${name}: light-dark\\((oklch\\([^)]*\\)), (oklch\\([^)]*\\))\\)`).exec(css);
  const colour = theme === 'light' ? line?.[1] : line?.[2];
  const numbers = /oklch\(([\d.]+) ([\d.]+) ([\d.]+)/
    .exec(colour ?? '')
    ?.slice(1)
    .map(Number);
  const [lightness, chroma, hue] = numbers ?? [];
  if (lightness === undefined || chroma === undefined || hue === undefined)
    throw new Error(`There is no colour --${name} for ${theme}.`);
  const [red, green, blue] = linearRgb(lightness, chroma, (hue * Math.PI) / 180);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From OKLCH to linear sRGB, clipped to what a screen can show. Matrices of Björn Ottosson, https://bottosson.github.io/posts/oklab. */
function linearRgb(lightness: number, chroma: number, hue: number): [number, number, number] {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number): number => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function contrast(first: string, second: string, theme: Theme, css: string): number {
  const [dark = 0, light = 0] = [luminanceOf(first, theme, css), luminanceOf(second, theme, css)].toSorted(
    (a, b) => a - b,
  );
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['surface', 'surface-raised', 'surface-hover', 'surface-selected', 'surface-sunken'];
const WORDS = ['text', 'text-quiet', 'accent', 'good', 'warn', 'bad'];

/** Pairs whose contrast is not enough, with what it is. */
function tooFaint(
  pairs: { on: readonly string[]; of: readonly string[] },
  least: number,
  theme: Theme,
  css: string,
): readonly string[] {
  return pairs.on.flatMap((ground) =>
    pairs.of
      .map((name) => ({ name, is: contrast(name, ground, theme, css) }))
      .filter(({ is }) => is < least)
      .map(({ name, is }) => `${name} on ${ground}: ${is.toFixed(2)}`),
  );
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test('words can be read on every ground', () => {
    expect(tooFaint({ on: GROUNDS, of: WORDS }, 4.5, theme, usual)).toEqual([]);
  });

  test('words can be read on the main action', () => {
    const pairs = { on: ['accent', 'accent-hover'], of: ['on-accent'] };
    expect(tooFaint(pairs, 4.5, theme, usual)).toEqual([]);
  });

  test('edges of controls and the focus can be seen', () => {
    const pairs = { on: ['surface', 'surface-raised'], of: ['line-strong', 'focus', 'accent'] };
    expect(tooFaint(pairs, 3, theme, usual)).toEqual([]);
  });

  test('who wants more contrast gets 7 for words', () => {
    expect(tooFaint({ on: GROUNDS, of: WORDS }, 7, theme, highContrast)).toEqual([]);
  });

  test('a contrast that does not suffice is found', () => {
    expect(tooFaint({ on: ['surface'], of: ['line'] }, 3, theme, usual)).toHaveLength(1);
  });
});

test('the measure itself is right: black on white is 21', () => {
  const css = '--a: light-dark(oklch(0 0 0), oklch(0 0 0)) --b: light-dark(oklch(1 0 0), oklch(1 0 0))';
  expect(contrast('a', 'b', 'light', css)).toBeCloseTo(21, 1);
});
