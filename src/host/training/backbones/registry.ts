import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StrandlineError } from '#shared/errors.ts';
import { embeddedBackbone } from '#shared/learning/recipe.ts';
import { userDataFolder } from '#host/lib/data-folder.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { readModel } from '#host/onnx/model-io.ts';
import { withUnpackedWeights } from '#host/onnx/packed-weights.ts';
import { type BackboneFacts, factsIn } from './facts.ts';

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

/** A file among the backbones that cannot be read as one. */
export interface DamagedBackbone {
  /** Of its file. */
  readonly name: string;
  /** Why, and what to do, as a sentence. */
  readonly damaged: string;
}

/** The embedded backbone and the files that were added on this computer; one that is damaged hides no other. */
export function storedBackbones(): (Backbone | DamagedBackbone)[] {
  const embedded = join(embeddedFolder(), `${embeddedBackbone}.onnx`);
  const folder = userBackbonesFolder();
  const added = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.onnx')) : [];
  return [
    ...(existsSync(embedded) ? [load(embedded, true)] : []),
    ...added.sort().map((name) => loadOrSay(join(folder, name), name)),
  ];
}

function loadOrSay(file: string, name: string): Backbone | DamagedBackbone {
  try {
    return load(file, false);
  } catch (error) {
    if (!(error instanceof StrandlineError)) throw error;
    return { name, damaged: `Damaged: ${error.message} Add it again, or delete its file.` };
  }
}

export function isDamaged(one: Backbone | DamagedBackbone): one is DamagedBackbone {
  return 'damaged' in one;
}

/** The backbones that can be used. */
export function listBackbones(): Backbone[] {
  return storedBackbones().flatMap((one) => (isDamaged(one) ? [] : [one]));
}

/** The backbone of a name, where this computer has it. */
export function lookUpBackbone(name: string): Backbone | undefined {
  return listBackbones().find((backbone) => backbone.name === name);
}

/** @throws StrandlineError `backbone-unknown`. */
export function findBackbone(name: string): Backbone {
  const found = lookUpBackbone(name);
  if (found !== undefined) return found;
  const damaged = storedBackbones().find((one) => one.name === `${name}.onnx`);
  if (damaged !== undefined && isDamaged(damaged))
    throw new StrandlineError('not-a-model', damaged.damaged, { name });
  const message =
    name === embeddedBackbone
      ? `Strandline's own backbone "${name}" is missing: its folder is damaged. Install Strandline again.`
      : `There is no backbone "${name}" on this computer.`;
  throw new StrandlineError('backbone-unknown', message, { name });
}

/** A backbone from its own file, wherever it lies. @throws StrandlineError `not-a-model`, `not-found`. */
export function readBackbone(file: string): Backbone {
  return load(file, dirname(file) === embeddedFolder());
}

/** A backbone's network with its weights as floats. @throws StrandlineError `not-a-model`, `not-found`. */
export function readBackboneNetwork(file: string): ModelProto {
  return withUnpackedWeights(readModel(file));
}

/** What was read of files; a file that was written since is another. */
const loaded = new Map<string, { readonly stamp: string; readonly backbone: Backbone }>();

/** Reading a network and its digest takes tens of milliseconds, and a study of a thousand runs asks for each. */
function load(file: string, builtIn: boolean): Backbone {
  const stamp = stampOf(file);
  const known = loaded.get(file);
  if (stamp !== undefined && known?.stamp === stamp && known.backbone.builtIn === builtIn)
    return known.backbone;
  const facts = factsIn(file, readModel(file));
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  const backbone = { ...facts, file, sha256, builtIn };
  if (stamp !== undefined) loaded.set(file, { stamp, backbone });
  return backbone;
}

/** Undefined where there is no such file. */
function stampOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
}
