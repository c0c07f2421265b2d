import { mkdir } from 'node:fs/promises';
import { explained } from '#host/lib/explained.ts';
import { freePath } from '#host/lib/free-path.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { mendedName } from '#shared/domain/names.ts';
import { modelPath } from '#host/catalogue/model-store.ts';
import { type ModelFile, originOf } from '#host/catalogue/queries/learning/models.ts';
import { describeAnew } from '#host/inference/model-file.ts';

/**
 * Writes a model as one ONNX file into a folder, under the model's name and with the lab's names of classes as they are now.
 * A file that is there is never replaced.
 *
 * @returns its path.
 * @throws StrandlineError `not-found`, `not-a-model`, `disk-full`, `no-permission`.
 */
export async function exportModel(lab: Lab, model: ModelFile, directory: string): Promise<string> {
  const source = modelPath(lab, model);
  const { id, name, classes } = model;
  try {
    await mkdir(directory, { recursive: true });
    const target = freePath(directory, fileNameOf(name), '.onnx');
    describeAnew(source, target, { classes: [...classes], name, ...originOf(lab.db, id) });
    return target;
  } catch (error) {
    throw explained(error, directory);
  }
}

/** What no file system takes becomes a hyphen. */
export function fileNameOf(name: string): string {
  return mendedName(name.replaceAll(/[\\/:*?"<>|\p{Cc}]+/gu, '-'), 'model') ?? 'model';
}
