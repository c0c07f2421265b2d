import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { all } from '#host/catalogue/database.ts';
import type { LabWork } from '#host/catalogue/hooks.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { modelPath } from '#host/catalogue/model-store.ts';
import { listRuns, wholeRun } from '#host/catalogue/queries/learning/runs.ts';
import { type Checking, verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import { readModelInfo } from '#host/inference/model-file.ts';
import { systemError, systemReason } from '#host/lib/system-error.ts';
import { runFolder } from '#host/runs/run-folder.ts';
import { backboneFor } from '#host/training/backbones/backbone-for.ts';
import { readCheckpoint } from '#host/training/checkpoints/checkpoint.ts';
import { listDetectors } from '#host/trays/stored-detectors.ts';
import type { VerifyResult } from '#shared/domain/lab.ts';
import { StrandlineError } from '#shared/errors.ts';

/**
 * Looks through all of a lab: its database, photos and thumbnails, its models, and what runs that can go on need for that.
 *
 * @throws the reason of the signal once it is aborted; what was repaired until then stays so.
 */
export async function checkLab({ lab, ...hooks }: LabWork, checking: Checking): Promise<VerifyResult> {
  const found = await verifyLab(lab, checking, hooks);
  const models = all<{ id: number; name: string; file: string }>(
    lab.db,
    'SELECT id, name, file FROM models ORDER BY id',
  );
  const problems: string[] = [];
  for (const [index, model] of models.entries()) {
    hooks.signal.throwIfAborted();
    problems.push(...(await problemsOfModel(lab, model)));
    hooks.onProgress({ phase: 'Checking models', done: index + 1, total: models.length, unit: 'models' });
  }
  problems.push(
    ...listDetectors(lab).damaged.map(
      ({ id, reason }) =>
        `The detector ${id} cannot be used: ${reason} Put its file back, or remove it and train another.`,
    ),
    ...listRuns(lab.db).flatMap(({ id, state }) => (state === 'done' ? [] : problemsOfRun(lab, id))),
  );
  return { ...found, models: models.length, problems: [...found.problems, ...problems] };
}

/** A model that came as a file has the beginning of its SHA-256 in its name. */
const importedName = /^imported-([0-9a-f]{16})-/;

async function problemsOfModel(
  lab: Lab,
  { id, name, file }: { id: number; name: string; file: string },
): Promise<string[]> {
  const what = `Model ${id} (${name})`;
  try {
    const path = modelPath(lab, { file });
    const begins = importedName.exec(file)?.[1];
    if (begins !== undefined && !(await sha256(path)).startsWith(begins))
      return [`${what}: its file was changed since it was imported. Import it again.`];
    readModelInfo(path);
    return [];
  } catch (error) {
    const told = systemError(error) ?? error;
    if (told instanceof StrandlineError && told.code === 'not-found')
      return [`${what}: its file is missing: ${join('models', file)}. Put it back, or train again.`];
    return [`${what} cannot be used: ${systemReason(error)}`];
  }
}

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** What keeps a run from going on that has not ended: its checkpoint, its backbone. */
function problemsOfRun(lab: Lab, id: number): string[] {
  try {
    const { recipe, state } = wholeRun(lab.db, id);
    if (state !== 'interrupted' && state !== 'queued') return [];
    backboneFor(recipe.strategy, recipe.backbone);
    const file = join(runFolder(lab, { run: id }), 'checkpoint.safetensors');
    if (existsSync(file)) readCheckpoint(file);
    return [];
  } catch (error) {
    return [`Run ${id} cannot go on: ${systemReason(error)}`];
  }
}
