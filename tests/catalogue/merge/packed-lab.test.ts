import { createWriteStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import yazl from 'yazl';
import { all, first } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { type BagFile, tagFilesOf } from '#host/catalogue/merge/bag.ts';
import { mergeLab } from '#host/catalogue/merge/merge-lab.ts';
import { packLab } from '#host/catalogue/merge/pack-lab.ts';
import { listModels } from '#host/catalogue/queries/learning/models.ts';
import { listSessions } from '#host/catalogue/queries/sessions.ts';
import { photoPath } from '#host/catalogue/photo-store.ts';
import { readForeignModel } from '#host/models/foreign-model.ts';
import { type MergeResult, mergeOptionsSchema } from '#shared/domain/merge.ts';
import { refusal } from '../../support/errors.ts';
import { giveModel, giveSession, giveVerdict } from '../../support/given-bench.ts';
import { temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { canonicalCatalogue, giveLab, hashOfText } from '../../support/merged-labs.ts';
import { workOn } from '../../support/work-on.ts';

function uidIn({ db }: Lab): string | undefined {
  return first<{ uid: string }>(db, 'SELECT uid FROM lab')?.uid;
}

async function merge(lab: Lab, source: string): Promise<MergeResult> {
  return mergeLab(workOn(lab), mergeOptionsSchema.parse({ source }), readForeignModel);
}

function givenLab(): Lab {
  return giveLab(temporaryLab(), {
    sites: { Skagen: { country: 'DK' }, Kiel: {} },
    surveys: { North: { site: 'Skagen' }, South: { site: 'Kiel' } },
    samples: [
      { survey: 'North', number: 'S-0001', class: 'plastic', photos: ['one', 'two'] },
      { survey: 'South', number: 'S-0001', class: 'glass', photos: ['three'] },
    ],
  });
}

describe('a packed lab', () => {
  test('is merged like the lab itself, and the lab itself brings nothing more afterwards', async () => {
    const given = givenLab();
    const file = join(temporaryFolder(), 'lab.zip');
    const packed = await packLab(workOn(given), { file, survey: null });
    expect(packed).toMatchObject({ samples: 2, photos: 3, leftOut: [] });
    const lab = temporaryLab();
    expect(await merge(lab, file)).toMatchObject({
      comes: { samples: 2, photos: 3 },
      conflicts: [],
      leftOut: [],
    });
    const catalogue = canonicalCatalogue(lab);
    expect(catalogue).toBe(canonicalCatalogue(given));
    const again = await merge(lab, given.directory);
    expect(again.comes).toMatchObject({ samples: 0, photos: 0, surveys: 0, classes: 0, sites: 0 });
    expect(canonicalCatalogue(lab)).toBe(catalogue);
  });

  test('has sessions, verdicts and their model in it, of one survey those of it', async () => {
    const given = givenLab();
    const model = giveModel(given, 'fine');
    const samples = all<{ id: number }>(given.db, 'SELECT id FROM samples ORDER BY id');
    for (const [index, photos] of [['one', 'two'], ['three']].entries())
      giveVerdict(given, {
        ...{ model, session: giveSession(given, { person: `Rui ${index}` }), photos },
        sample: samples[index]?.id ?? 0,
      });
    const folder = temporaryFolder();
    const [file, south] = [join(folder, 'lab.zip'), join(folder, 'south.zip')];
    const packed = await packLab(workOn(given), { file, survey: null });
    expect(packed).toMatchObject({ sessions: 2, verdicts: 2, leftOut: [] });
    const lab = temporaryLab();
    expect(await merge(lab, file)).toMatchObject({
      comes: { sessions: 2, verdicts: 2, models: 1 },
      leftOut: [],
    });
    expect(canonicalCatalogue(lab)).toBe(canonicalCatalogue(given));
    expect(listModels(lab.db)[0]?.origin?.lab?.id).toBe(uidIn(given));
    expect((await merge(lab, given.directory)).comes).toMatchObject({ sessions: 0, verdicts: 0, models: 0 });
    const survey = first<{ id: number }>(given.db, `SELECT id FROM surveys WHERE name = 'South'`)?.id ?? 0;
    await packLab(workOn(given), { file: south, survey });
    const other = temporaryLab();
    await merge(other, south);
    expect(listSessions(other.db).map(({ person }) => person)).toEqual(['Rui 1']);
    // A file that became another one since is named where it is read.
    writeFileSync(join(given.paths.models, 'fine.onnx'), 'other');
    await packLab(workOn(given), { file: join(folder, 'changed.zip'), survey });
    const { leftOut } = await merge(temporaryLab(), join(folder, 'changed.zip'));
    expect(leftOut.map(({ what }) => what)).toEqual(['The model fine, with 1 verdict']);
  });

  test('of one survey has nothing of another in it, and a file that is there is not written over', async () => {
    const given = givenLab();
    const file = join(temporaryFolder(), 'north.zip');
    const survey = first<{ id: number }>(given.db, `SELECT id FROM surveys WHERE name = 'North'`)?.id ?? 0;
    await packLab(workOn(given), { file, survey });
    expect(readFileSync(file).includes('Kiel')).toBe(false);
    const lab = temporaryLab();
    expect((await merge(lab, file)).comes).toMatchObject({
      sites: 1,
      surveys: 1,
      classes: 1,
      samples: 1,
      photos: 2,
    });
    await refusal('bad-argument', () => packLab(workOn(given), { file, survey }));
    await refusal('not-found', () => packLab(workOn(given), { file: `${file}2`, survey: 99 }));
  });

  test('is not made of a lab with a damaged photo', async () => {
    const given = givenLab();
    writeFileSync(photoPath(given, { hash: hashOfText('one'), extension: 'jpg' }), 'other');
    const file = join(temporaryFolder(), 'lab.zip');
    const { message } = await refusal('corrupt-file', () => packLab(workOn(given), { file, survey: null }));
    expect(message).toContain('one.jpg');
    expect(existsSync(file)).toBe(false);
  });
});

interface Part {
  readonly name: string;
  readonly bytes: Buffer;
  /** Of a Unix file system. */
  readonly mode?: number;
}

/** A zip of these parts, which yazl alone would not make: names are put in afterwards. */
async function zipOf(parts: readonly Part[]): Promise<string> {
  const file = join(temporaryFolder(), 'hostile.zip');
  const zip = new yazl.ZipFile();
  const disguised = parts.map((part, index) => ({
    ...part,
    plain: `${index}`.padEnd(part.name.length, '_'),
  }));
  for (const { plain, bytes, mode = 0o100644 } of disguised) zip.addBuffer(bytes, plain, { mode });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
  let whole = readFileSync(file).toString('latin1');
  for (const { plain, name } of disguised) whole = whole.replaceAll(plain, name);
  writeFileSync(file, Buffer.from(whole, 'latin1'));
  return file;
}

const folder = 'strandline-lab/';

/** What makes a bag of files that are listed as these. */
function tags(files: readonly BagFile[]): Part[] {
  return [...tagFilesOf(files, {})].map(([name, text]) => ({
    name: `${folder}${name}`,
    bytes: Buffer.from(text),
  }));
}

const database: Part = { name: `${folder}data/lab.sqlite3`, bytes: Buffer.from('no database') };
const listed = ({ name, bytes }: Part, sha256 = hashOfText(bytes.toString())): BagFile => ({
  ...{ name: name.slice(folder.length), bytes: bytes.length, sha256 },
});
/** A bag of the database and another part that is called so. */
function besides(name: string): Promise<string> {
  const part = { ...database, name: `${folder}data/${name}` };
  return zipOf([...tags([listed(database), listed(part)]), database, part]);
}

/** A bag's tags, of which one says something else. */
function withAnother(name: string): Part[] {
  const bytes = Buffer.from('something else');
  return [
    ...tags([listed(database)]).map((part) => (part.name === `${folder}${name}` ? { ...part, bytes } : part)),
    database,
  ];
}

describe('what is no packed lab is refused by the name of its part, and nothing is written:', () => {
  const cases: readonly (readonly [string, () => Promise<string>, string])[] = [
    [
      'a path out of it',
      () => zipOf([...tags([]), { ...database, name: '../../evil.txt' }]),
      '../../evil.txt',
    ],
    [
      'a path out of its folder',
      () => zipOf([...tags([]), { ...database, name: `${folder}../evil.txt` }]),
      '../evil.txt',
    ],
    ['an absolute path', () => zipOf([...tags([]), { ...database, name: '/etc/passwd' }]), '/etc/passwd'],
    ['a path of Windows', () => zipOf([...tags([]), { ...database, name: 'photos\\evil' }]), 'photos'],
    ['something that no lab has', () => besides('autorun.exe'), 'autorun.exe'],
    ['a link', () => zipOf([...tags([listed(database)]), { ...database, mode: 0o120777 }]), 'lab.sqlite3'],
    ['a part twice', () => zipOf([...tags([listed(database)]), database, database]), 'lab.sqlite3'],
    ['another checksum', () => zipOf([...tags([listed(database, 'a'.repeat(64))]), database]), 'lab.sqlite3'],
    ['a missing part', () => zipOf(tags([listed(database)])), 'lab.sqlite3'],
    [
      'a photo that is not listed',
      () =>
        zipOf([
          ...tags([listed(database)]),
          database,
          { ...database, name: `${folder}data/photos/ab/${'c'.repeat(62)}.jpg` },
        ]),
      'photos/ab',
    ],
    [
      'a photo under another name than its checksum',
      () => besides(`photos/ab/${'c'.repeat(62)}.jpg`),
      'photos/ab',
    ],
    [
      'a model under another name than its checksum',
      () => besides(`models/imported-${'c'.repeat(16)}-${'d'.repeat(48)}.onnx`),
      'models/imported-cc',
    ],
    ['a model under a name that none has', () => besides('models/fine.onnx'), 'models/fine.onnx'],
    ['no list', () => zipOf([database]), 'bagit.txt'],
    [
      'a list that is not what the list of lists says',
      () => zipOf(withAnother('manifest-sha256.txt')),
      'manifest-sha256.txt',
    ],
    [
      'a list of something else',
      () => zipOf(withAnother('tagmanifest-sha256.txt')),
      'tagmanifest-sha256.txt',
    ],
    ['another kind of bag', () => zipOf(withAnother('bagit.txt')), 'bagit.txt'],
    ['no zip', () => Promise.resolve(writtenFile(Buffer.from('hello'))), 'no packed lab'],
  ];
  test.each(cases)('%s', async (_what, make, named) => {
    const lab = temporaryLab();
    const file = await make();
    const { message } = await refusal('corrupt-file', () => merge(lab, file));
    expect(message).toContain(named);
    expect(all(lab.db, 'SELECT * FROM edits')).toEqual([]);
  });

  test('one that is cut short, and one that says less of a part than is in it', async () => {
    const given = givenLab();
    const file = join(temporaryFolder(), 'lab.zip');
    await packLab(workOn(given), { file, survey: null });
    const whole = readFileSync(file);
    for (const share of [0.3, 0.9, 0.999]) {
      const cut = writtenFile(whole.subarray(0, Math.floor(whole.length * share)));
      await refusal('corrupt-file', () => merge(temporaryLab(), cut));
    }
    // The database is in it squeezed: a bomb says a small size and unpacks to a large one.
    const bomb = Buffer.from(whole);
    const directory = bomb.lastIndexOf(Buffer.from('strandline-lab/data/lab.sqlite3')) - 46;
    expect(bomb.readUInt32LE(directory)).toBe(0x02014b50);
    bomb.writeUInt32LE(100, directory + 24);
    const { message } = await refusal('corrupt-file', () => merge(temporaryLab(), writtenFile(bomb)));
    expect(message).toContain('lab.sqlite3');
  });
});

function writtenFile(bytes: Buffer): string {
  const file = join(temporaryFolder(), 'file.zip');
  writeFileSync(file, bytes);
  return file;
}
