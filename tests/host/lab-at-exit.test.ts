import { join } from 'node:path';
import { expect, test } from 'vitest';
import { first } from '#host/catalogue/database.ts';
import { startModule } from '../support/children.ts';
import { reopened, temporaryFolder, temporaryLab } from '../support/labs.ts';

test.each([
  ['process.exit', 'process.exit(3)', 3],
  ['an error that nobody caught', 'setTimeout(() => { throw new Error() })', 1],
  ['its own end', '', 0],
])('a lab whose program ends by %s opens again, with all that was done', async (_way, end, status) => {
  const directory = join(temporaryFolder(), 'lab');
  temporaryLab(directory).close();
  const { code } = await startModule(`
    import { openLab } from '#host/catalogue/lab.ts';
    import { classNamed } from '#host/catalogue/queries/classes.ts';
    classNamed(openLab(${JSON.stringify(directory)}).db, 'plastic');
    ${end}`).ended;
  expect(code).toBe(status);
  const lab = reopened(directory);
  expect(first(lab.db, 'SELECT name FROM classes')).toEqual({ name: 'plastic' });
});
