import { createHash } from 'node:crypto';
import { basename, extname, join } from 'node:path';
import type { ClassMatch, InspectedModel } from '#shared/contract/topics/models.ts';
import { cleanName, mendedName } from '#shared/domain/names.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { ModelClass } from '#shared/learning/plan.ts';
import { first, inTransaction, type ReadableDb } from '#host/catalogue/database.ts';
import { explained } from '#host/lib/explained.ts';
import { type Lab, refuseReadOnly } from '#host/catalogue/lab.ts';
import { classNamed, listClasses } from '#host/catalogue/queries/classes.ts';
import { insertForeignModel } from '#host/catalogue/queries/learning/models.ts';
import { writeDurably } from '#host/lib/durable-files.ts';
import { readRegular } from '#host/lib/regular-file.ts';
import type { ModelInfo } from '#host/inference/model-file.ts';
import { tryModel } from './try-model.ts';

/**
 * What a model file says of itself, and which of this lab's classes its classes would become: by their stable id where the
 * file comes from this lab, by their name otherwise. Nothing in it is run.
 *
 * @throws StrandlineError `not-a-model`, `not-found`.
 */
export async function inspectModelFile({ db }: Lab, file: string): Promise<InspectedModel> {
  const { info } = await tryModel({ file, run: false });
  return inspected(db, file, info);
}

function inspected(db: ReadableDb, file: string, info: ModelInfo): InspectedModel {
  const { createdAt, softwareVersion, backbone, name } = info;
  return {
    file,
    name: name ?? basename(file, extname(file)),
    origin: originFrom(info),
    createdAt,
    softwareVersion,
    backbone: backbone.name,
    classes: matchClasses(db, info),
  };
}

function originFrom({ lab, run, classes }: ModelInfo): InspectedModel['origin'] {
  return { lab: lab ?? null, run: run ?? null, classes };
}

function matchClasses(db: ReadableDb, { lab, classes }: ModelInfo): ClassMatch[] {
  const own = listClasses(db).map(({ id, name }): ModelClass => ({ id, name }));
  const isOurs = lab?.id === first<{ uid: string }>(db, 'SELECT uid FROM lab')?.uid;
  const taken = new Set<number>();
  const take = (match: ModelClass | undefined): ModelClass | undefined => {
    if (match === undefined || taken.has(match.id)) return undefined;
    taken.add(match.id);
    return match;
  };
  return classes.map(({ id, name }): ClassMatch => {
    const byId = isOurs ? take(own.find((one) => one.id === id)) : undefined;
    if (byId !== undefined) return { name, match: byId, by: 'id' };
    const byName = take(own.find((one) => isAlike(one.name, name)));
    return byName === undefined ? { name, match: null, by: null } : { name, match: byName, by: 'name' };
  });
}

function isAlike(a: string, b: string): boolean {
  return cleanName(a).toLowerCase() === cleanName(b).toLowerCase();
}

interface Wanted {
  readonly file: string;
  readonly name?: string | undefined;
  /** The lab's class of each output; null adds one. */
  readonly classes?: readonly (number | null)[] | undefined;
}

/**
 * Adds a model from a file. It is copied only after it was found to be nothing but data, and has answered once; what is
 * copied is what was tried.
 *
 * @returns its id.
 * @throws StrandlineError `not-a-model`, `not-found`, `bad-argument` for classes that do not fit, `disk-full`,
 *   `lab-read-only`.
 */
export async function importModel(lab: Lab, { file, name, classes }: Wanted): Promise<number> {
  refuseReadOnly(lab);
  const { info, sha256 } = await tryModel({ file, run: true });
  const found = inspected(lab.db, file, info);
  const wanted = classes ?? found.classes.map(({ match }) => match?.id ?? null);
  refuseMapping(lab.db, found, wanted);
  const bytes = await readRegular(file);
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new StrandlineError('file-trouble', `${file} was changed while it was looked at.`, { file });
  const target = `imported-${sha256.slice(0, 16)}-${Date.now()}.onnx`;
  try {
    await writeDurably(join(lab.paths.models, target), bytes);
  } catch (error) {
    throw explained(error, join(lab.paths.models, target));
  }
  return inTransaction(lab.db, () => {
    const mapped = found.classes.map(({ name: theirs }, index): ModelClass => {
      const id = wanted[index] ?? classNamed(lab.db, mendedName(theirs, 'class') ?? `class ${index + 1}`);
      return { id, name: theirs };
    });
    return insertForeignModel(lab.db, {
      name: name ?? found.name,
      file: target,
      classes: mapped,
      test: info.test?.sample ?? null,
      origin: found.origin,
      createdAt: new Date().toISOString(),
    });
  });
}

function refuseMapping(
  db: ReadableDb,
  { classes }: InspectedModel,
  wanted: readonly (number | null)[],
): void {
  if (wanted.length !== classes.length)
    throw new StrandlineError(
      'bad-argument',
      `The model has ${classes.length} classes; ${wanted.length} were given.`,
    );
  const own = new Map(listClasses(db).map(({ id, name }) => [id, name]));
  const named = wanted.map((id, index) => {
    if (id === null) return classes[index]?.name.trim() ?? '';
    const name = own.get(id);
    if (name === undefined) throw new StrandlineError('not-found', `This lab has no class ${id}.`);
    return name;
  });
  const twice = named.find((name, index) => named.indexOf(name) !== index);
  if (twice !== undefined)
    throw new StrandlineError(
      'bad-argument',
      `Two classes of the model would both be "${twice}" here. Give each a class of its own.`,
    );
}
