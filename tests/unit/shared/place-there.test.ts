import { expect, test } from 'vitest';
import { isThere, placeNamed, thereName } from '#shared/domain/place-there.ts';

test.each([
  ['there:/srv/photos', '/srv/photos'],
  ['there:/srv//x/./../photos/', '/srv/photos'],
  ['there:/', '/'],
  ['there:/../../etc', '/etc'],
  ['there:~', '~'],
  ['there:~/photos', '~/photos'],
  ['there:/srv/~/x', '/srv/~/x'],
])('%s means %s', (name, path) => {
  expect(isThere(name)).toBe(true);
  expect(placeNamed(name)).toBe(path);
  expect(placeNamed(thereName(path))).toBe(path);
});

test.each([
  '/srv/photos',
  'there:',
  'there:photos',
  'there:~ada/x',
  'there:~/../ada',
  'there:/a\nb',
  'there:/a\u202Eb',
  'there:/\uD800',
  `there:/${'x'.repeat(4000)}`,
])('%j is no place', (name) => {
  expect(placeNamed(name)).toBeUndefined();
});
