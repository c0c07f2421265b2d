import { expect, test } from 'vitest';
import { placesAsked } from '../../../src/main/places-asked.ts';
import { refusal } from '../../support/errors.ts';

test('places are asked about as they are, and together where a person can see what they are', async () => {
  expect(placesAsked(['/srv/x/../photos/1.jpg', '/srv/photos//2.jpg'])).toEqual([
    '/srv/photos/1.jpg',
    '/srv/photos/2.jpg',
  ]);
  expect(placesAsked(['/srv'])).toEqual(['/srv']);
  await refusal('bad-argument', () => placesAsked(['/srv/photos/1.jpg', '/etc/passwd']));
  for (const path of ['photos', '/a\u202Eb', '']) await refusal('bad-argument', () => placesAsked([path]));
});
