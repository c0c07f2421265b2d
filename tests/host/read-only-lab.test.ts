import { join } from 'node:path';
import { expect, test } from 'vitest';
import { all } from '#host/catalogue/database.ts';
import { openLab } from '#host/catalogue/lab.ts';
import { insertForeignModel } from '#host/catalogue/queries/learning/models.ts';
import type { ModelClass } from '#shared/learning/plan.ts';
import { temporaryFolder } from '../support/labs.ts';
import { writeTwoClasses } from '../support/photos.ts';
import { canMount, mountSmallDisk } from '../support/small-disk.ts';
import { strandline, strandlineJson } from '../support/strandline.ts';
import { writeTinyModel } from '../support/tiny-model.ts';

test.runIf(canMount())('the command line reads a lab on a DVD, and says what it cannot do', async () => {
  const { folder, freeze } = mountSmallDisk('32m');
  const lab = join(folder, 'lab');
  const photos = temporaryFolder();
  await writeTwoClasses(photos, 2, 1);
  await strandlineJson('init', lab);
  await strandlineJson('import', lab, photos);
  const open = openLab(lab);
  const classes = all<ModelClass>(open.db, 'SELECT id, name FROM classes ORDER BY id');
  writeTinyModel(classes, {}, open.paths.models);
  insertForeignModel(open.db, {
    name: 'tiny',
    file: 'tiny-model.onnx',
    classes,
    test: null,
    origin: { lab: null, run: null, classes },
    createdAt: '2026-11-26T10:00:00.000Z',
  });
  open.close();
  freeze();

  const why = 'This lab can only be read: its disk cannot be written to.';
  const { stdout, stderr, code } = await strandline('models', lab);
  expect([code, stderr]).toEqual([0, `${why}\n`]);
  expect(stdout).toContain('tiny');
  expect(await strandlineJson('classify', lab, photos)).toHaveLength(4);
  expect(await strandlineJson('verify', lab)).toMatchObject({ photos: 4, problems: [] });
  expect(await strandlineJson('export', lab, temporaryFolder())).toMatchObject({ samples: 4 });
  expect(await strandlineJson('import', lab, photos, '--dry-run')).toMatchObject({
    folders: expect.any(Array) as [],
  });

  for (const args of [
    ['import', lab, photos],
    ['split', lab],
    ['train', lab],
    ['use', lab, '1'],
    ['evaluate', lab],
    ['undo', lab],
  ]) {
    const refused = await strandline(...args, '--json');
    expect([args[0], JSON.parse(refused.stdout)]).toMatchObject([
      args[0],
      { error: { code: 'lab-read-only' } },
    ]);
    expect(refused.stderr).toContain('Copy the lab to a folder in which you may write');
  }
});
