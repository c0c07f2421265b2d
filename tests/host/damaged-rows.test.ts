import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '#host/catalogue/database.ts';
import { createLab } from '#host/catalogue/lab.ts';
import { insertJob } from '#host/catalogue/queries/jobs.ts';
import { insertForeignModel } from '#host/catalogue/queries/learning/models.ts';
import { appendEpoch, endRun, insertRun } from '#host/catalogue/queries/learning/runs.ts';
import { insertStudy } from '#host/catalogue/queries/learning/studies.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import { studyRequestSchema } from '#shared/studies/study.ts';
import { temporaryFolder } from '../support/labs.ts';
import { strandline, strandlineJson } from '../support/strandline.ts';

const at = '2026-11-26T10:00:00.000Z';
const classes = [{ id: 1, name: 'plastic' }];

/** A lab with two of everything that is listed; the second of each is damaged. */
function damagedLab(): string {
  const directory = join(temporaryFolder(), 'lab');
  const lab = createLab(directory);
  const { db } = lab;
  run(db, `INSERT INTO splits (seed, report, created_at) VALUES (1, '{}', @at)`, { at });
  const recipe = defaultRecipe('frozen', 'tiny');
  const request = studyRequestSchema.parse({ vary: 'photos' });
  const origin = { lab: null, run: null, classes };
  for (const name of ['first', 'second']) {
    const id = insertRun(db, { name, recipe, split: 1, classes, startedAt: at });
    const error = { code: 'diverged', message: 'It diverged.', data: {} } as const;
    endRun(db, id, { state: 'failed', endedAt: at, error });
    // As a version stored it that looked at the training loss alone.
    const test = { loss: name === 'first' ? 1 : Infinity, acc: 0.5 };
    appendEpoch(db, id, { epoch: 1, lr: 1e9, train: { loss: 1, acc: 0.5 }, test });
    insertForeignModel(db, { name, file: name, classes, test: null, origin, createdAt: at });
    insertStudy(db, { name, request, split: 1, runs: 1, createdAt: at });
  }
  for (const sql of [
    `UPDATE models SET classes = '[{]' WHERE id = 2`,
    `UPDATE studies SET request = '{}' WHERE id = 2`,
  ])
    run(db, sql);
  insertJob(db, { kind: 'train', title: 'Training: second', args: 'nonsense', createdAt: at });
  lab.close();
  return directory;
}

test('one damaged record hides no other, and is said to be damaged', async () => {
  const lab = damagedLab();
  const lists = ['runs', 'models', 'studies'] as const;
  for (const list of lists) {
    const { stdout, stderr, code } = await strandline(list, lab);
    // Whoever wrote these rows was not our program, and made no backup.
    expect([code, stderr.replace(/^Note: .*no backup of it could be made.*\n/, '')]).toEqual([0, '']);
    const [second, first] = stdout.trimEnd().split('\n');
    expect(second).toMatch(/second.*Damaged: /);
    expect(first).toContain('first');
    expect(first).not.toContain('Damaged');
    expect(await strandlineJson(list, lab)).toMatchObject([
      { name: 'second', damaged: expect.stringMatching(/^Damaged: /) as string },
      { name: 'first', damaged: null },
    ]);
  }
  const shown = await strandline('show', lab, '2');
  expect(shown.code).toBe(0);
  expect(shown.stdout).toBe(
    'Run 2 "second": frozen on tiny, failed\nDamaged: its curve cannot be read.\nIt diverged.\n',
  );
  expect((await strandline('show', lab, '1')).stdout).not.toContain('Damaged');
  const study = await strandline('studies', lab, '2');
  expect([study.code, study.stdout]).toEqual([0, expect.stringContaining('Damaged: what this study')]);
});

test('what is asked of a damaged record is refused in words', async () => {
  const lab = damagedLab();
  for (const args of [
    ['export-model', lab, temporaryFolder(), '--model', '2'],
    ['resume-study', lab, '2'],
    ['report', lab, '--study', '2', '--out', join(temporaryFolder(), 'page.html')],
  ]) {
    const { stdout, stderr, code } = await strandline(...args, '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { error: { code: 'corrupt-file' } }]);
    expect(stderr).not.toContain('invalid_type');
  }
});

test('a training whose job is damaged has failed, and keeps no lab from opening', async () => {
  const lab = damagedLab();
  expect(await strandlineJson('queue', lab)).toMatchObject({ running: null, waiting: [] });
});
