import { expect, test } from 'vitest';
import { placeOnScreens } from '../../../src/main/window-place.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const left = { x: -1920, y: 0, width: 1920, height: 1080 };
const size = { width: 1200, height: 800 };

test.each([
  ['where it was', size, { x: 100, y: 60 }, [laptop], { ...size, x: 100, y: 60 }],
  [
    'on a second screen at negative places',
    size,
    { x: -1800, y: 10 },
    [laptop, left],
    { ...size, x: -1800, y: 10 },
  ],
  ['where the system says, once that screen is unplugged', size, { x: -1800, y: 10 }, [laptop], size],
  ['where the system says, once only its edge would be seen', size, { x: 1400, y: 60 }, [laptop], size],
  [
    'where the system says, once its upper edge is below the screen',
    size,
    { x: 100, y: 1000 },
    [laptop],
    size,
  ],
  ['where the system says, the first time', size, undefined, [laptop], size],
  [
    'no larger than a smaller screen',
    { width: 3000, height: 2000 },
    undefined,
    [laptop],
    { width: 1440, height: 875 },
  ],
])('a window opens %s', (_where, wanted, at, screens, expected) => {
  expect(placeOnScreens(wanted, at, screens)).toEqual(expected);
});
