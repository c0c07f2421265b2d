import { createReadStream, createWriteStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import { publishNow, temporaryEnding } from '#host/lib/durable-files.ts';
import { StrandlineError } from '#shared/errors.ts';
import { softwareVersion } from '#shared/version.ts';
import type { PackResult } from '#shared/domain/merge.ts';
import { authorNow } from '../author.ts';
import { run } from '../database.ts';
import { explained } from '#host/lib/explained.ts';
import type { LabWork } from '../hooks.ts';
import { type Lab, createLab } from '../lab.ts';
import { databaseName } from '../lab-paths.ts';
import { modelPath } from '../model-store.ts';
import { ownPhotoPath } from '../photo-store.ts';
import { hashOfFile } from '../verify/hash-of-file.ts';
import { tagFilesOf } from './bag.ts';
import { modelDigests } from './model-digests.ts';
import { bagFolder, modelFileOf, packedDatabase, packedModelName, packedName } from './packed-format.ts';
import { planMerge } from './plan.ts';
import { type ReadLab, readContents } from './read-contents.ts';
import type { Bench } from './read-bench.ts';
import type { LeftOut } from './row-reader.ts';
import type { Contents, Sample } from './things.ts';
import { writePlan } from './write-plan.ts';

/**
 * Packs a lab, or one survey of it, into one file that a merge takes. In it is what a merge takes and nothing else: no runs, of
 * models those that its verdicts name, nothing from the bin. Every file is held against its SHA-256 as it is packed.
 *
 * @throws StrandlineError `bad-argument` where there is such a file already, `not-found` for a survey that is not there,
 *   `corrupt-file` for a photo or model that is damaged, `disk-full`, `no-permission`; the reason of the signal.
 */
export async function packLab(
  { lab, signal, onProgress }: LabWork,
  { file, survey }: { file: string; survey: number | null },
): Promise<PackResult> {
  if (existsSync(file))
    throw new StrandlineError('bad-argument', `There is a file ${file} already. Choose another name.`);
  const folder = mkdtempSync(join(tmpdir(), 'strandline-packing-'));
  const temporary = `${file}${temporaryEnding}`;
  try {
    const read = readContents(lab.db, { isOther: true, today: '9999-12-31' });
    const contents = onlySurvey(read.contents, survey);
    const bench = benchOf(read.bench, survey === null ? undefined : contents.samples);
    const { models, leftOut } = await writeDatabase(lab, { ...read, contents, bench }, join(folder, 'lab'));
    const database = join(folder, 'lab', databaseName);
    const photos = filesOf(contents);
    const files = [...photos, ...models];
    const packedSurvey = survey === null ? null : (contents.surveys[0]?.name ?? null);
    const payload = [
      { name: packedDatabase, bytes: statSync(database).size, sha256: await hashOfFile(database) },
      ...files.map(({ name, hash, path }) => ({ name, bytes: statSync(path(lab)).size, sha256: hash })),
    ];
    const info = {
      'External-Description': `The lab ${contents.name}${packedSurvey === null ? '' : `, its survey ${packedSurvey}`}`,
      'External-Identifier': contents.uid,
      'Bagging-Date': new Date().toISOString().slice(0, 10),
      'Bag-Software-Agent': `Strandline ${softwareVersion}`,
    };
    const zip = new yazl.ZipFile();
    const output = zip.outputStream.pipe(new PassThrough());
    zip.on('error', (error) => output.destroy(error instanceof Error ? error : new Error(String(error))));
    for (const [name, text] of tagFilesOf(payload, info))
      zip.addBuffer(Buffer.from(text), `${bagFolder}${name}`);
    zip.addFile(database, `${bagFolder}${packedDatabase}`);
    for (const [index, part] of files.entries()) {
      const source = part.path(lab);
      zip.addReadStreamLazy(
        `${bagFolder}${part.name}`,
        { size: statSync(source).size, compress: false },
        (take) => {
          onProgress({ phase: 'Packing', done: index + 1, total: files.length, unit: 'files' });
          hashOfFile(source).then(
            (hash) => {
              if (hash === part.hash) take(null, createReadStream(source));
              else output.destroy(damaged(part));
            },
            (error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))),
          );
        },
      );
    }
    zip.end();
    await pipeline(output, createWriteStream(temporary), { signal });
    publishNow(temporary, file);
    return {
      file,
      survey: packedSurvey,
      samples: contents.samples.length,
      photos: photos.length,
      bytes: statSync(file).size,
      sessions: bench.sessions.length,
      verdicts: bench.verdicts.length,
      leftOut: [...leftOut],
    };
  } catch (error) {
    rmSync(temporary, { force: true });
    signal.throwIfAborted();
    throw explained(error, file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that is packed. */
interface Packed {
  /** In the archive. */
  readonly name: string;
  /** For people. */
  readonly what: string;
  readonly hash: string;
  readonly path: (lab: Lab) => string;
}

function damaged({ what, hash }: Pick<Packed, 'what' | 'hash'>): StrandlineError {
  return new StrandlineError(
    'corrupt-file',
    `${what} (${hash.slice(0, 12)}…) is damaged in this lab, so nothing was packed. strandline verify --repair may find it elsewhere; else put it into the bin.`,
  );
}

function filesOf({ samples, trays }: Contents): Packed[] {
  const files = [...samples.flatMap(({ photos }) => photos), ...trays];
  return [...new Map(files.map((file) => [file.hash, file])).values()].map((file): Packed => {
    const what = `The picture ${file.fileName}`;
    return {
      ...{ name: packedName(file.hash, file.extension), what, hash: file.hash },
      path: (lab) => {
        const path = ownPhotoPath(lab, file);
        if (existsSync(path)) return path;
        throw damaged({ what, hash: file.hash });
      },
    };
  });
}

/** @param samples only these; absent: all. */
function benchOf(bench: Bench, samples: readonly Sample[] | undefined): Bench {
  if (samples === undefined) return bench;
  const these = new Set(samples.map(({ id }) => id));
  const verdicts = bench.verdicts.filter(({ sample }) => these.has(sample));
  const photos = new Set(samples.flatMap((sample) => sample.photos.map(({ id }) => id)));
  const sessions = new Set(verdicts.map(({ session }) => session));
  const models = new Set(verdicts.map(({ model }) => model));
  return {
    verdicts,
    sessions: bench.sessions.filter(({ id }) => sessions.has(id)),
    models: bench.models.filter(({ id }) => models.has(id)),
    fingerprints: bench.fingerprints.filter(({ photo }) => photos.has(photo)),
  };
}

function onlySurvey(contents: Contents, survey: number | null): Contents {
  if (survey === null) return contents;
  const surveys = contents.surveys.filter(({ id }) => id === survey);
  const [one] = surveys;
  if (one === undefined) throw new StrandlineError('not-found', 'This survey is not there any more.');
  const samples = contents.samples.filter((sample) => sample.survey === survey);
  const trays = contents.trays.filter((tray) => tray.survey === survey);
  const used = new Set([
    ...samples.map(({ facts }) => facts.class),
    ...samples.flatMap(({ claims, readings }) => [
      ...claims.map(({ className }) => className),
      ...readings.flatMap(({ className, labelName }) => [className, labelName]),
    ]),
    ...trays.flatMap(({ detections }) => detections.map(({ facts }) => facts.class)),
  ]);
  return {
    ...contents,
    ...{ surveys, samples, trays, profiles: [] },
    sites: contents.sites.filter(({ name }) => name === one.facts.site),
    classes: contents.classes.filter(({ name }) => used.has(name)),
  };
}

/**
 * A database with what a merge takes of a lab: it is merged into an empty one, which has its name and uid.
 *
 * @returns the models that belong to it, and what was left out.
 */
async function writeDatabase(
  lab: Lab,
  read: ReadLab,
  directory: string,
): Promise<{ models: Packed[]; leftOut: readonly LeftOut[] }> {
  const { contents } = read;
  const packed = createLab(directory, { name: contents.name });
  try {
    const empty = readContents(packed.db, { isOther: false, today: '9999-12-31' });
    const own = { readModel: (file: string) => Promise.resolve(createReadStream(modelPath(lab, { file }))) };
    const digests = await modelDigests({ lab: packed, other: own }, { ours: empty, theirs: read });
    const plan = planMerge(empty, read, { classes: {}, choices: {}, digests });
    const comes = plan.bench.models.flatMap(({ theirs, digest }) =>
      digest === undefined ? [] : [{ theirs, hash: digest.sha256 }],
    );
    writePlan(packed.db, authorNow(lab.db), {
      plan,
      ours: empty,
      theirs: read,
      found: new Map(comes.map(({ theirs: { classes, test }, hash }) => [hash, { classes, test }])),
      things: contents.samples.length,
    });
    run(packed.db, 'UPDATE lab SET uid = @uid', { uid: contents.uid });
    const byHash = new Map(comes.map((one) => [one.hash, one]));
    return {
      models: [...byHash.values()].map(({ theirs, hash }): Packed => ({
        ...{ name: packedModelName(modelFileOf(hash)), what: `The model ${theirs.name}`, hash },
        path: () => modelPath(lab, theirs),
      })),
      leftOut: plan.leftOut,
    };
  } finally {
    packed.close();
  }
}
