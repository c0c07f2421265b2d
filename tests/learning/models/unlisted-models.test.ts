import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { listModels } from '#host/catalogue/queries/learning/models.ts';
import { foundRun, insertRun, setRunState } from '#host/catalogue/queries/learning/runs.ts';
import { takeInModel, unlistedModels } from '#host/models/unlisted-models.ts';
import { runFolder } from '#host/runs/run-folder.ts';
import { fileRun } from '#host/runs/file-run.ts';
import { trainingPlan, modelFileOf, trainRun } from '#host/runs/train-run.ts';
import { readStoredPlan } from '#host/runs/stored-plan.ts';
import { runTraining } from '#host/training/trainer.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import type { TrainingResult } from '#shared/learning/plan.ts';
import { refusal } from '../../support/errors.ts';
import { importInto, reopened, temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { quietHooks } from '../../support/plans.ts';
import { writeTwoClasses } from '../../support/photos.ts';

/** A lab whose run has trained to its end, and whose program was ended before it was booked. */
async function unbooked(): Promise<{ lab: Lab; id: number; result: TrainingResult }> {
  const lab = temporaryLab();
  const photos = temporaryFolder();
  await writeTwoClasses(photos, 12, 1);
  await importInto(lab, photos);
  const recipe = {
    strategy: 'frozen',
    essay: false,
    epochs: 3,
    imageSize: 32,
    views: 1,
    weightDecay: 0.01,
  } as const;
  const id = await fileRun(lab, { ...recipe, backbone: 'efficientnet-lite0', name: 'a night' });
  const modelFile = join(lab.paths.models, modelFileOf(id));
  const result = await runTraining(
    trainingPlan(lab, id, readStoredPlan(lab, { run: id }), modelFile),
    quietHooks(),
  );
  setRunState(lab.db, id, 'running');
  lab.close();
  return { lab: reopened(lab.directory), id, result };
}

test('a finished model that was not booked is offered when the lab is opened, and becomes its run’s', async () => {
  const { lab, id, result } = await unbooked();
  expect(foundRun(lab.db, id).state).toBe('interrupted');
  expect(unlistedModels(lab)).toMatchObject([
    { file: modelFileOf(id), run: id, name: 'a night', test: { n: result.test?.sample.n } },
  ]);
  const model = await takeInModel(lab, modelFileOf(id));
  expect(listModels(lab.db)).toMatchObject([{ id: model, run: id, name: 'a night', inUse: true }]);
  expect(foundRun(lab.db, id)).toMatchObject({ state: 'done', epochs: result.epochs });
  expect(unlistedModels(lab)).toEqual([]);
  await refusal('not-found', () => takeInModel(lab, modelFileOf(id)));
});

test('a run that is resumed after its end says what it had said, and trains no more', async () => {
  const { lab, id, result } = await unbooked();
  const file = join(lab.paths.models, modelFileOf(id));
  const before = readFileSync(file);
  const phases: string[] = [];
  await trainRun(
    {
      lab,
      signal: new AbortController().signal,
      onProgress: ({ phase }) => phases.push(phase),
      changed: () => undefined,
    },
    id,
  );
  expect(foundRun(lab.db, id)).toMatchObject({ state: 'done', epochs: result.epochs });
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(phases).not.toContain('Training');
});

test('a model of a run that the database does not know comes in under a name that no later run takes', async () => {
  const { lab, id } = await unbooked();
  run(lab.db, 'DELETE FROM run_epochs');
  run(lab.db, 'DELETE FROM runs');
  expect(unlistedModels(lab)).toMatchObject([{ run: null, name: 'frozen on efficientnet-lite0' }]);
  const model = await takeInModel(lab, modelFileOf(id));
  expect(listModels(lab.db)).toMatchObject([{ id: model, run: null }]);
  expect(existsSync(join(lab.paths.models, modelFileOf(id)))).toBe(false);
  expect(unlistedModels(lab)).toEqual([]);
});

test('the number of a run whose folder is there is not given again, though the database has forgotten it', async () => {
  const { lab, id } = await unbooked();
  for (const table of ['run_epochs', 'runs', `sqlite_sequence WHERE name = 'runs'`])
    run(lab.db, `DELETE FROM ${table}`);
  lab.close();
  const older = reopened(lab.directory);
  const again = insertRun(older.db, {
    name: 'new',
    recipe: defaultRecipe('frozen', 'efficientnet-lite0'),
    split: 1,
    classes: [],
    startedAt: new Date().toISOString(),
  });
  expect(again).toBeGreaterThan(id);
  expect(existsSync(runFolder(older, { run: again }))).toBe(false);
});

test('what is torn or of another recipe is trained again, and what is no model is not offered', async () => {
  const { lab, id } = await unbooked();
  writeFileSync(join(lab.paths.models, 'notes.onnx'), 'no model');
  const result = join(runFolder(lab, { run: id }), 'result.json');
  writeFileSync(result, readFileSync(result).subarray(0, 100));
  expect(unlistedModels(lab)).toHaveLength(1);
  // Its file still tells enough to be taken in as a file.
  const model = await takeInModel(lab, modelFileOf(id));
  expect(listModels(lab.db)).toMatchObject([{ id: model, run: null }]);
  expect(foundRun(lab.db, id).state).toBe('interrupted');
});
