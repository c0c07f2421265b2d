import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { UnlistedModel } from '#shared/contract/topics/models.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { RunState } from '#shared/learning/run-state.ts';
import { all, inTransaction } from '#host/catalogue/database.ts';
import { type Lab, refuseReadOnly } from '#host/catalogue/lab.ts';
import { appendEpoch, listRuns, wholeRun } from '#host/catalogue/queries/learning/runs.ts';
import { readModelInfo } from '#host/inference/model-file.ts';
import { runFolder } from '#host/runs/run-folder.ts';
import { readStoredPlan } from '#host/runs/stored-plan.ts';
import { bookFinished, modelFileOf } from '#host/runs/train-run.ts';
import { readResult } from '#host/training/result-file.ts';
import { importModel } from './import-model.ts';

const goingOn: ReadonlySet<RunState> = new Set(['queued', 'running']);

/**
 * Finished models that lie in the lab's models/ and that no row names: the program was ended between the training's end and
 * its booking, or the database is older than the files (a backup that was restored). Newest first.
 */
export function unlistedModels(lab: Lab): UnlistedModel[] {
  const listed = new Set(all<{ file: string }>(lab.db, 'SELECT file FROM models').map(({ file }) => file));
  const files = readdirSync(lab.paths.models, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.onnx') && !listed.has(entry.name))
    .map(({ name }) => name);
  // As a rule there is none, and then nothing is read: the list of models asks every time.
  if (files.length === 0) return [];
  const runs = new Map(listRuns(lab.db).map((run) => [modelFileOf(run.id), run]));
  const found = files.flatMap((file): UnlistedModel[] => {
    const run = runs.get(file);
    if (run !== undefined && (goingOn.has(run.state) || run.state === 'done')) return [];
    const info = infoOf(join(lab.paths.models, file));
    if (info === undefined) return [];
    const { createdAt, test } = info;
    return [
      {
        file,
        run: run?.id ?? null,
        name: run?.name ?? info.name ?? `${info.recipe.strategy} on ${info.backbone.name}`,
        createdAt,
        test: test?.sample ?? null,
      },
    ];
  });
  return found.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

/** What is damaged is no finished model; `verify` names it. */
function infoOf(file: string): ReturnType<typeof readModelInfo> | undefined {
  try {
    return readModelInfo(file);
  } catch {
    return undefined;
  }
}

/**
 * Lists one of them: as its run's model, with the run's curves and figures, where the lab still knows that run; otherwise as
 * a model that came as a file.
 *
 * @returns its id.
 * @throws StrandlineError `not-found` for a file that is none of them, and as `importModel`.
 */
export async function takeInModel(lab: Lab, file: string): Promise<number> {
  refuseReadOnly(lab);
  const found = unlistedModels(lab).find((one) => one.file === file);
  if (found === undefined)
    throw new StrandlineError('not-found', `There is no unlisted model ${file} in this lab.`);
  const booked = found.run === null ? undefined : bookRun(lab, found.run, found);
  if (booked !== undefined) return booked;
  const path = join(lab.paths.models, file);
  const model = await importModel(lab, { file: path, name: found.name });
  // It was copied under a name of its own: a later run may have this one's number.
  rmSync(path, { force: true });
  return model;
}

/** Books a run whose training had ended; undefined where that cannot be proven. */
function bookRun(lab: Lab, id: number, { name, file }: UnlistedModel): number | undefined {
  const { recipe } = wholeRun(lab.db, id);
  const runDir = runFolder(lab, { run: id });
  const result = readResult({ recipe, runDir, modelFile: join(lab.paths.models, file) });
  if (result === undefined) return undefined;
  const { items } = readStoredPlan(lab, { run: id });
  return inTransaction(lab.db, () => {
    for (const epoch of result.epochs) appendEpoch(lab.db, id, epoch);
    return bookFinished(lab, { run: id, name, file }, { result, items });
  });
}
