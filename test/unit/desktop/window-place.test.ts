import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Box, placeOnScreen } from '../../../src/main/core/desktop/window-place.ts';

const main: Box = { x: 0, y: 25, width: 1440, height: 875 };
const left: Box = { x: -1920, y: 0, width: 1920, height: 1080 };

test.each<[string, Box]>([
  ['in the middle of the main screen', { x: 100, y: 100, width: 1120, height: 740 }],
  ['on another screen', { x: -1500, y: 40, width: 1120, height: 740 }],
  ['half over the edge', { x: 1200, y: 100, width: 1120, height: 740 }],
  ['larger than any screen', { x: -10, y: 25, width: 4000, height: 3000 }],
])('a window %s stays where it is', (_where, window) => {
  expect(placeOnScreen(window, [main, left])).toBeNull();
});

test('a window whose screen is gone comes to the middle of the main one', () => {
  const window = { x: -1500, y: 40, width: 1120, height: 740 };
  expect(placeOnScreen(window, [main])).toEqual({ x: 160, y: 93, width: 1120, height: 740 });
});

test('a title bar above the screen cannot be taken, however much of the window is seen', () => {
  expect(placeOnScreen({ x: 100, y: -400, width: 1120, height: 740 }, [main])).not.toBeNull();
});

test('without any screen nothing is moved', () => {
  expect(placeOnScreen({ x: 9000, y: 9000, width: 1120, height: 740 }, [])).toBeNull();
});

test('wherever a window was put, it lies on the main screen and is not moved again', () => {
  const number = fc.integer({ min: -20_000, max: 20_000 });
  const size = fc.integer({ min: 360, max: 6_000 });
  fc.assert(
    fc.property(fc.record({ x: number, y: number, width: size, height: size }), (window) => {
      const place = placeOnScreen(window, [main, left]);
      if (place === null) return;
      expect(placeOnScreen(place, [main, left])).toBeNull();
      expect(place.x >= main.x && place.x + place.width <= main.x + main.width).toBe(true);
      expect(place.y >= main.y && place.y + place.height <= main.y + main.height).toBe(true);
    }),
  );
});
