import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { saveFinishedRun } from '#host/catalogue/queries/learning/models.ts';
import { appendEpoch, foundRun, insertRun, listRuns } from '#host/catalogue/queries/learning/runs.ts';
import { endOfRunLog, exportRunLogs } from '#host/runs/run-logs.ts';
import { runStepLosses } from '#host/runs/run-folder.ts';
import { epochText } from '#shared/learning/epoch-log.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import { author } from '../support/catalogue.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { finishedResult } from '../support/models.ts';

const epoch = {
  epoch: 1,
  lr: 0.1,
  train: { loss: 1, acc: 0.5 },
  val: { loss: 2, acc: 0.25 },
  test: { loss: 3, acc: 0.75 },
};

/** A run that has trained for one epoch, with its logs. */
function training(): { lab: Lab; id: number; folder: string } {
  const lab = temporaryLab();
  const split = run(lab.db, `INSERT INTO splits (seed, report, created_at) VALUES (1, '{}', @at)`, {
    at: author.at,
  }).id;
  const recipe = defaultRecipe('frozen', 'tiny');
  const id = insertRun(lab.db, { name: 'a run', recipe, split, classes: [], startedAt: author.at });
  appendEpoch(lab.db, id, epoch);
  const folder = join(lab.paths.runs, String(id));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'log.txt'), `${epochText(epoch, 2)}\n`);
  writeFileSync(join(folder, 'log.jsonl'), `${JSON.stringify(epoch)}\n`);
  return { lab, id, folder };
}

test('the test of a run is told once it has ended, in its curve and in its log', async () => {
  const { lab, id } = training();
  const { test: tested, ...untested } = epoch;
  expect(foundRun(lab.db, id).epochs).toEqual([untested]);
  expect(listRuns(lab.db).map(({ epochs }) => epochs)).toEqual([[untested]]);
  expect(await endOfRunLog(lab, id)).toBe(
    'Epoch 1/2\n----------\ntrain Loss: 1.0000 Acc: 0.5000\nval Loss: 2.0000 Acc: 0.2500\n\n',
  );
  // The file has the essay's shape for whoever takes it away.
  const { files } = await exportRunLogs(lab, id, temporaryFolder());
  expect(readFileSync(files[0] ?? '', 'utf8')).toContain('test Loss: 3.0000 Acc: 0.7500');

  const finished = { run: id, name: 'a run', file: 'a.onnx', endedAt: author.at, sound: true };
  saveFinishedRun(lab.db, { ...finished, result: finishedResult });
  expect(foundRun(lab.db, id).epochs).toEqual([{ ...untested, test: tested }]);
  expect(await endOfRunLog(lab, id)).toContain('test Loss: 3.0000 Acc: 0.7500');
});

test('the losses of its steps are read while the last line is still being written', () => {
  const { lab, id, folder } = training();
  expect(runStepLosses(lab, id)).toEqual([]);
  writeFileSync(join(folder, 'steps.jsonl'), '{"at":0.1,"loss":2}\n{"at":0.2,"loss":1}\n{"at":0.3,"lo');
  expect(runStepLosses(lab, id)).toEqual([
    { at: 0.1, loss: 2 },
    { at: 0.2, loss: 1 },
  ]);
});
