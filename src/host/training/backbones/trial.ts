import { copyFileSync } from 'node:fs';
import { basename } from 'node:path';
import { refuseMoreThanData } from '#host/onnx/data-only.ts';
import { metadataOf, readModel } from '#host/onnx/model-io.ts';
import { openSession, runOnImages } from '#host/onnx/session.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type BackboneFacts, backboneMetadataKey, factsIn, imagenet } from './facts.ts';
import { isWeightsFile, writeBackboneOfWeights } from './from-weights.ts';
import { withPooledFeatures } from './pooled-features.ts';

/** What is known of a backbone beside its file. */
export type Known = Partial<Pick<BackboneFacts, 'name' | 'source' | 'licence' | 'imageSize'>>;

/** A file that somebody wants for a backbone, and where it goes if it works. */
export interface BackboneTrial {
  readonly file: string;
  readonly known: Known & { readonly name: string };
  readonly target: string;
}

/**
 * Writes a file as a backbone, and has it look at an empty image. It is run where it can take nothing along, by
 * `askLimited`.
 *
 * @throws StrandlineError `not-a-model`, `not-found`, `bad-argument` with the reason.
 */
export async function tryBackbone({ file, known, target }: BackboneTrial): Promise<void> {
  try {
    writeBackbone(file, known, target);
    await look(target);
  } catch (error) {
    throw error instanceof StrandlineError ? error : notWorking(file, error);
  }
}

/** A file does not work as a backbone. */
export function notWorking(file: string, error: unknown): StrandlineError {
  const reason = error instanceof Error ? error.message : String(error);
  return new StrandlineError(
    'bad-argument',
    `${file} does not work as a backbone: ${reason}`,
    { file },
    error,
  );
}

function writeBackbone(file: string, known: BackboneTrial['known'], target: string): void {
  const facts = { source: basename(file), licence: 'as given by its author', ...known };
  if (isWeightsFile(file)) {
    writeBackboneOfWeights(file, facts, target);
    return;
  }
  const model = readModel(file);
  refuseMoreThanData(model, file);
  if (metadataOf(model)[backboneMetadataKey] === undefined)
    withPooledFeatures(model, { imageSize: 224, normalisation: imagenet, ...facts }, target);
  else copyFileSync(file, target);
}

async function look(file: string): Promise<void> {
  const { featureSize } = factsIn(file, readModel(file));
  const session = await openSession(file);
  try {
    const found = await runOnImages(session, new Float32Array(3 * 64 * 64), 64, ['features']);
    const features = found.get('features');
    if (features?.dims.length !== 2 || features.dims[1] !== featureSize)
      throw new Error(`it gives [${features?.dims.join(', ') ?? ''}] where [1, ${featureSize}] is expected`);
  } finally {
    await session.release();
  }
}
