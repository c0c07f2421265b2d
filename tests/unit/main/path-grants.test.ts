import { expect, test } from 'vitest';
import { PathGrants } from '../../../src/main/path-grants.ts';
import { refusal } from '../../support/errors.ts';

test('a lab elsewhere is granted by its address alone: nothing below it, and no folder here', async () => {
  const grants = new PathGrants();
  grants.grant('ssh://labpc/srv/lab');
  expect(grants.allows('ssh://labpc/srv/lab')).toBe(true);
  for (const path of ['ssh://labpc/srv/lab/more', 'ssh://labpc/srv/lab/../x', 'ssh:/labpc/srv/lab'])
    await refusal('path-not-allowed', () => grants.check([path]));
});

test('a place of the lab’s computer is granted with all below it, and of no other lab’s computer', () => {
  const grants = new PathGrants();
  grants.grant('there:/srv/photos/');
  expect(grants.allows('there:/srv/photos')).toBe(true);
  expect(grants.allows('there:/srv/photos/bay/1.jpg')).toBe(true);
  for (const path of [
    'there:/srv',
    'there:/srv/photos2',
    'there:/srv/photos/../x',
    'there:~',
    '/srv/photos',
    'there:srv/photos',
  ])
    expect(grants.allows(path)).toBe(false);
  grants.forgetPlaces();
  expect(grants.allows('there:/srv/photos')).toBe(false);
});
