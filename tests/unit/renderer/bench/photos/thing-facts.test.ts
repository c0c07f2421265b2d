import { expect, it } from 'vitest';
import { factsOf, placeOf } from '../../../../../src/renderer/bench/photos/thing-facts.ts';

it('names a photo by its place in the folder, and says why there is no verdict', () => {
  const file = '/bay/S-1/broken\u001b.jpg';
  const facts = factsOf(
    { files: [file], verdict: null, unread: [{ file, reason: 'it is empty' }] },
    undefined,
    '/bay',
  );
  expect(facts).toMatchObject({ name: 'S-1/broken\\u001b.jpg', reason: 'it is empty', sureness: undefined });
  expect(facts.text).toBe('S-1/broken\\u001b.jpg, it is empty');
  expect(placeOf('C:\\bay\\a.jpg')).toEqual({ directory: 'C:\\bay', file: 'a.jpg' });
  expect(placeOf('/a.jpg')).toEqual({ directory: '/', file: 'a.jpg' });
});
