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
