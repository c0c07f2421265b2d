import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLab } from '#host/catalogue/lab.ts';
import { endSession, insertSession } from '#host/catalogue/queries/sessions.ts';
import { measurePhoto } from '#host/imaging/measure.ts';
import { wholeCentre } from '#shared/camera/region.ts';
import { temporaryFolder } from '../support/labs.ts';
import { randomPhoto } from '../support/photos.ts';
import { strandline, strandlineJson } from '../support/strandline.ts';

test('sessions are listed, and a report is written as a page, from the command line', async () => {
  const directory = join(temporaryFolder(), 'lab');
  const lab = createLab(directory);
  const photo = await randomPhoto(1, { kind: 'png' });
  const stage = {
    kind: 'ruler' as const,
    photo,
    statistics: await measurePhoto(photo),
    region: wholeCentre,
  };
  const at = '2026-08-02T10:00:00.000Z';
  const session = insertSession(lab.db, { person: 'Ines', at, camera: null, stage });
  endSession(lab.db, session, '2026-08-02T11:00:00.000Z');
  lab.close();

  expect(await strandlineJson('sessions', directory)).toMatchObject([{ id: 1, person: 'Ines', kept: 0 }]);
  const file = join(directory, '..', 'report.html');
  const { stdout, code } = await strandline('session-report', directory, '1', '--out', file);
  expect(code).toBe(0);
  expect(stdout).toContain('Session 1 of Ines: 0 fragments kept');
  const page = readFileSync(file, 'utf8');
  expect(page).toContain('The stage at the start: a ruler');
  expect(page).toContain('data:image/webp;base64,');
  const refused = await strandline('session-report', directory, '7');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('This lab has no session 7.');
});
