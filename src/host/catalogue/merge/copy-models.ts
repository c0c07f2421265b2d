import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelOrigin, ModelRow } from '#shared/contract/topics/models.ts';
import { makeFolder, publishFiles } from '#host/lib/durable-files.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Hooks } from '../hooks.ts';
import type { Lab } from '../lab.ts';
import { isThere, stageCopy } from './copy-files.ts';
import type { OtherLab } from './other-lab.ts';
import { modelFileOf } from './packed-format.ts';
import type { PlacedModel } from './place-bench.ts';

/** What a model's file says of itself. */
export interface FoundModel {
  /** Its classes as they are called in its lab, in the order of its outputs. */
  readonly classes: ModelOrigin['classes'];
  /** The test figures that it tells, by sample. */
  readonly test: ModelRow['test'];
}

/**
 * Reads a model file that nobody trusts, and has it answer once, in a process of its own.
 *
 * @throws StrandlineError `not-a-model`.
 */
export type ReadModel = (file: string) => Promise<FoundModel>;

/**
 * Copies models of another lab into this lab, for good: each is held against its SHA-256 on the way, and counts only once it was
 * found to be nothing but data and has answered.
 *
 * @returns what they say of themselves, and why one could not be copied, both by hash. @throws as `copyFiles`.
 */
export async function copyModels(
  { lab, other, readModel }: { lab: Lab; other: Pick<OtherLab, 'readModel'>; readModel: ReadModel },
  models: readonly PlacedModel[],
  { signal, onProgress }: Hooks,
): Promise<{ found: ReadonlyMap<string, FoundModel>; failed: ReadonlyMap<string, string> }> {
  const found = new Map<string, FoundModel>();
  const failed = new Map<string, string>();
  for (const [index, { theirs, digest }] of models.entries()) {
    signal.throwIfAborted();
    if (digest === undefined) continue;
    const { sha256: hash } = digest;
    const target = join(lab.paths.models, modelFileOf(hash));
    const read = await copied(target, { hash, open: () => other.readModel(theirs.file) });
    const fitting = typeof read === 'string' ? read : fittingModel(read, theirs);
    if (typeof fitting === 'string') failed.set(hash, fitting);
    else found.set(hash, fitting);
    onProgress({ phase: 'Copying models', done: index + 1, total: models.length, unit: 'models' });
  }
  return { found, failed };

  async function copied(
    target: string,
    file: Pick<Parameters<typeof stageCopy>[0], 'hash' | 'open'>,
  ): Promise<FoundModel | string> {
    if (await isThere(target, file.hash)) return tried(readModel, target);
    await makeFolder(lab.paths.models);
    const staged = await stageCopy({ ...file, target, signal });
    if (typeof staged === 'string') return staged;
    const read = await tried(readModel, staged.temporary);
    if (typeof read === 'string') await rm(staged.temporary, { force: true });
    else await publishFiles([staged]);
    return read;
  }
}

/** Models that answered, by their hashes, for as long as a lab is open: who looks at a merge looks again after each choice. */
const answered = new WeakMap<Lab, Map<string, FoundModel>>();

/**
 * Which models would be left out, as {@link copyModels} finds it: each is unpacked into a temporary folder and tried there, once.
 *
 * @returns why, by hash.
 */
export async function failingModels(
  { lab, other, readModel }: { lab: Lab; other: Pick<OtherLab, 'readModel'>; readModel: ReadModel },
  models: readonly PlacedModel[],
): Promise<ReadonlyMap<string, string>> {
  const before = answered.get(lab) ?? new Map<string, FoundModel>();
  answered.set(lab, before);
  const failed = new Map<string, string>();
  for (const { theirs, digest } of models) {
    if (digest === undefined) continue;
    const { sha256: hash } = digest;
    const read =
      before.get(hash) ??
      (await triedElsewhere(readModel, { hash, open: () => other.readModel(theirs.file) }));
    if (typeof read !== 'string') before.set(hash, read);
    const fitting = typeof read === 'string' ? read : fittingModel(read, theirs);
    if (typeof fitting === 'string') failed.set(hash, fitting);
  }
  return failed;
}

async function triedElsewhere(
  readModel: ReadModel,
  file: Pick<Parameters<typeof stageCopy>[0], 'hash' | 'open'>,
): Promise<FoundModel | string> {
  const folder = await mkdtemp(join(tmpdir(), 'strandline-model-'));
  try {
    const { signal } = new AbortController();
    const staged = await stageCopy({ ...file, target: join(folder, 'model.onnx'), signal });
    return typeof staged === 'string' ? staged : await tried(readModel, staged.temporary);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tried(readModel: ReadModel, path: string): Promise<FoundModel | string> {
  try {
    return await readModel(path);
  } catch (error) {
    if (error instanceof StrandlineError) return error.message.replaceAll(path, 'of the other lab');
    throw error;
  }
}

/** @returns the model, or why it is not the one that its lab says. */
function fittingModel(read: FoundModel, { classes }: PlacedModel['theirs']): FoundModel | string {
  if (read.classes.length === classes.length) return read;
  return `its file tells ${read.classes.length} classes apart, and its lab says ${classes.length}`;
}
