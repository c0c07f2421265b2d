import { stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { ImportOptions } from '#shared/domain/import.ts';
import { type ImportPlan, listedLeftOut } from '#shared/domain/import-plan.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { type ReadableDb, all, explained, first } from '../database.ts';
import type { Hooks } from '../hooks.ts';
import { knownPhoto } from '../queries/samples/photos.ts';
import { type Destination, Destinations } from './destination.ts';
import { readImport } from './import-folder.ts';
import { sampleNumbered } from './listed-rows.ts';
import type { FoundPhoto } from './tree.ts';

/** Files looked at at once. */
const concurrency = 16;

type Fate = 'new' | 'duplicate' | 'in-bin' | { readonly leftOut: string };

interface Looked {
  readonly fate: Fate;
  readonly bytes: number;
  /** SHA-256, where there was a reason to read the file. */
  readonly hash?: string;
}

/**
 * Says what an import of a folder would come to, and writes nothing. Only files that may be known are read: one whose size
 * no other file and no photo of the lab has is new. Whether a new file is a whole picture shows when it is imported.
 *
 * @throws StrandlineError as {@link import('./import-folder.ts').importFolder}.
 */
export async function planImport(
  db: ReadableDb,
  options: ImportOptions,
  { signal, onProgress }: Hooks,
): Promise<ImportPlan> {
  onProgress({ phase: 'Looking through the folder', done: 0, total: 0, unit: 'photos' });
  const [{ layout, photos, others }, lists] = await readImport(options);
  const destinations = new Destinations(options, lists);
  const plan = new PlanSums(db);
  try {
    const look = await fatesOf(db, photos);
    let done = 0;
    for await (const [found, looked] of inOrder(photos, concurrency, look)) {
      signal.throwIfAborted();
      plan.add(found, destinations.of(found), looked);
      done += 1;
      onProgress({ phase: 'Looking at photos', done, total: photos.length, unit: 'photos' });
    }
  } catch (error) {
    throw explained(error, `look at ${options.directory}`);
  }
  const leftOut = [...others, ...plan.leftOut];
  return {
    directory: options.directory,
    layout,
    ...plan.sums(),
    ...(layout === 'split/class/photo' && { split: plan.sides }),
    lists: { samples: lists.samples.size, surveys: lists.surveys.length, sites: lists.sites.length },
    leftOut: { total: leftOut.length, files: leftOut.slice(0, listedLeftOut) },
  };
}

/** Adds up, photo by photo, what the import would make. */
class PlanSums {
  readonly leftOut: { file: string; reason: string }[] = [];
  readonly sides = { train: 0, val: 0, test: 0 };
  readonly #db: ReadableDb;
  readonly #folders = new Map<string, ImportPlan['folders'][number]>();
  readonly #surveys = new Map<string, ImportPlan['surveys'][number] & { id: number | undefined }>();
  readonly #samples = new Set<string>();
  readonly #hashes = new Set<string>();
  #inBin = 0;
  #renumbered = 0;
  #bytes = 0;

  constructor(db: ReadableDb) {
    this.#db = db;
  }

  add(found: FoundPhoto, to: Destination, { fate: alone, bytes, hash }: Looked): void {
    const fate = hash !== undefined && this.#hashes.has(hash) ? 'duplicate' : alone;
    if (hash !== undefined) this.#hashes.add(hash);
    if (typeof fate === 'object') {
      this.leftOut.push({ file: found.file, reason: fate.leftOut });
      return;
    }
    const folder = this.#folder(found.classFolder, to.className);
    if (fate === 'in-bin') this.#inBin += 1;
    else if (fate === 'duplicate') folder.duplicates += 1;
    else {
      folder.photos += 1;
      this.#bytes += bytes;
      if (found.side !== null) this.sides[found.side] += 1;
      folder.samples += this.#countSample(found, to);
    }
  }

  sums(): Pick<ImportPlan, 'folders' | 'surveys' | 'inBin' | 'renumbered' | 'bytes'> {
    return {
      folders: [...this.#folders.values()],
      surveys: [...this.#surveys.values()].map(({ name, exists, samples }) => ({ name, exists, samples })),
      inBin: this.#inBin,
      renumbered: this.#renumbered,
      bytes: this.#bytes,
    };
  }

  /** @returns 1 for the first photo of a sample that the lab has not. */
  #countSample({ sampleKey }: FoundPhoto, { survey: name, number, sample }: Destination): 0 | 1 {
    const survey = this.#survey(name);
    const key = `${name}\n${sampleKey}`;
    if (this.#samples.has(key)) return 0;
    this.#samples.add(key);
    if (survey.id !== undefined && sampleOfSource(this.#db, survey.id, sampleKey)) return 0;
    const namesake =
      survey.id === undefined || number === undefined
        ? undefined
        : sampleNumbered(this.#db, survey.id, number);
    if (namesake !== undefined && namesake.createdAt === sample?.createdAt) return 0;
    if (namesake !== undefined) this.#renumbered += 1;
    survey.samples += 1;
    return 1;
  }

  #folder(folder: string, className: string | null): ImportPlan['folders'][number] {
    const known = this.#folders.get(folder);
    const sums = known ?? { folder, class: className, photos: 0, samples: 0, duplicates: 0 };
    this.#folders.set(folder, sums);
    return sums;
  }

  #survey(name: string): ImportPlan['surveys'][number] & { id: number | undefined } {
    const known = this.#surveys.get(name);
    if (known !== undefined) return known;
    const row = first<{ id: number }>(this.#db, 'SELECT id FROM surveys WHERE name = @name', { name });
    const survey = { name, exists: row !== undefined, samples: 0, id: row?.id };
    this.#surveys.set(name, survey);
    return survey;
  }
}

/** Looks at every file's size first; @returns what looks closer at one of them. */
async function fatesOf(
  db: ReadableDb,
  photos: readonly FoundPhoto[],
): Promise<(found: FoundPhoto) => Promise<Looked>> {
  const sizes = new Map<FoundPhoto, number | undefined>();
  const sizeOf = ({ path }: FoundPhoto): Promise<number | undefined> =>
    stat(path).then(
      ({ size }) => size,
      () => undefined,
    );
  for await (const [found, size] of inOrder(photos, concurrency, sizeOf)) sizes.set(found, size);
  const times = Map.groupBy(sizes.values(), (size) => size);
  const known = new Set(
    all<{ bytes: number }>(db, 'SELECT DISTINCT bytes FROM photos').map(({ bytes }) => bytes),
  );
  return async (found) => {
    const bytes = sizes.get(found);
    if (bytes === undefined) return { fate: { leftOut: 'it cannot be opened' }, bytes: 0 };
    if (bytes === 0) return { fate: { leftOut: 'the file is empty' }, bytes };
    const maybeKnown = known.has(bytes) || (times.get(bytes)?.length ?? 0) > 1;
    return maybeKnown ? { ...(await fateOf(db, found)), bytes } : { fate: 'new', bytes };
  };
}

async function fateOf(db: ReadableDb, { path }: FoundPhoto): Promise<Omit<Looked, 'bytes'>> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    return { fate: { leftOut: 'it cannot be opened' } };
  }
  const sha256 = hash.digest('hex');
  const known = knownPhoto(db, sha256);
  if (known !== undefined) return { fate: known.inBin ? 'in-bin' : 'duplicate', hash: sha256 };
  return { fate: 'new', hash: sha256 };
}

function sampleOfSource(db: ReadableDb, survey: number, sourceKey: string): boolean {
  return (
    first(db, 'SELECT 1 FROM samples WHERE survey_id = @survey AND source_key = @sourceKey', {
      survey,
      sourceKey,
    }) !== undefined
  );
}
