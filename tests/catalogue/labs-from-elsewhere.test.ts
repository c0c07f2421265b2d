import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { first, run } from '#host/catalogue/database.ts';
import { restoreBackup } from '#host/catalogue/backups/restore-backup.ts';
import { exportData } from '#host/catalogue/export/export-data.ts';
import { type Lab, openLab } from '#host/catalogue/lab.ts';
import { photoPath } from '#host/catalogue/photo-store.ts';
import { insertJob } from '#host/catalogue/queries/jobs.ts';
import { foundModel } from '#host/catalogue/queries/learning/models.ts';
import { photoFiles } from '#host/catalogue/queries/samples/photo-files.ts';
import { renditionFile, renditionPath } from '#host/catalogue/renditions.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import { JobManager } from '#host/jobs/job-manager.ts';
import { jobStore } from '#host/jobs/job-store.ts';
import { resumeJob } from '#host/jobs/lab-jobs.ts';
import { answersOf } from '#host/models/answers.ts';
import { evaluateModel } from '#host/models/evaluate-model.ts';
import { exportModel } from '#host/models/export-model.ts';
import { modelTrust } from '#host/models/model-trust.ts';
import { readStoredPlan, writeStoredPlan } from '#host/runs/stored-plan.ts';
import { ModelsAtBench } from '#host/sessions/models-at-bench.ts';
import { exportFormats, exportRequestSchema } from '#shared/domain/export.ts';
import { sha256Schema } from '#shared/domain/photo.ts';
import { refusal } from '../support/errors.ts';
import { importInto, reopened, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { modelRows } from '../support/models.ts';
import { writeTwoClasses } from '../support/photos.ts';
import { writeTinyModel } from '../support/tiny-model.ts';

const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
const classes = [
  { id: 1, name: 'bright' },
  { id: 2, name: 'dark' },
];

let lab: Lab;
/** What stands around the lab, and shall stay as it is. */
let around: string;

beforeEach(async () => {
  around = temporaryFolder();
  const photos = temporaryFolder();
  await writeTwoClasses(photos, 2, 1);
  lab = temporaryLab(join(around, 'lab'));
  await importInto(lab, photos);
  writeFileSync(join(around, 'secret.jpg'), 'mine');
});

function untouched(): void {
  expect(readdirSync(around).toSorted()).toEqual(['lab', 'secret.jpg']);
  expect(readFileSync(join(around, 'secret.jpg'), 'utf8')).toBe('mine');
}

function storedHash(): string {
  return first<{ hash: string }>(lab.db, 'SELECT hash FROM photos ORDER BY id')?.hash ?? '';
}

describe.each([
  ['an ending that leads out', { column: 'extension', value: '/../../../../evil' }],
  ['an ending of another kind', { column: 'extension', value: 'jpg.exe' }],
  ['a hash that leads out', { column: 'hash', value: '../../secret' }],
  ['an absolute hash', { column: 'hash', value: '/etc/passwd' }],
])('a photo that is filed under %s', (_what, { column, value }) => {
  beforeEach(() => {
    lab.db.pragma('ignore_check_constraints = ON');
    run(lab.db, `UPDATE photos SET ${column} = @value WHERE id = 1`, { value });
  });

  test.each(exportFormats)('is written nowhere by an export as %s', async (format) => {
    const directory = join(around, 'lab', 'out', 'deep');
    const request = exportRequestSchema.parse({ directory, format });
    const error = await refusal('corrupt-file', () => exportData(lab, request, hooks));
    expect(error.message).toContain('put the photo into the bin');
    untouched();
  });

  test('is shown to nobody, trained on by nobody, and named by verify, which finds the others whole', async () => {
    await refusal('corrupt-file', async () => {
      if ((await renditionFile(lab, column === 'hash' ? value : storedHash(), 'original')) === null)
        throw new Error('it is as if it were not there');
    });
    await refusal('corrupt-file', () => photoFiles(lab, {}));
    const { photos, problems } = await verifyLab(lab);
    expect(photos).toBe(3);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('filed under a name that no photo has');
  });

  test('goes into the bin, and is in nobody’s way there', async () => {
    run(lab.db, 'UPDATE photos SET deleted_at = @at WHERE id = 1', { at: '2026-01-01T00:00:00.000Z' });
    const directory = join(temporaryFolder(), 'out');
    const request = exportRequestSchema.parse({ directory, format: 'tree' });
    expect(await exportData(lab, request, hooks)).toMatchObject({ photos: 3 });
    expect(photoFiles(lab, {})).toHaveLength(3);
  });
});

describe.each([
  ['leads out', () => '../../secret.jpg'],
  ['is absolute', () => '/etc/passwd'],
  ['leads out by a link', () => linkedModel()],
  ['has the slashes of Windows', () => '..\\..\\secret.jpg'],
])('a model whose file %s', (_what, file) => {
  test('is opened by nothing', async () => {
    const { model: id } = modelRows(lab, { classes, file: file() });
    const model = foundModel(lab.db, id);
    for (const work of [
      () => new ModelsAtBench().open(lab, id),
      () => exportModel(lab, model, join(around, 'lab', 'out')),
      () => evaluateModel(lab, model, null, hooks),
      () => answersOf(lab, model, photoFiles(lab, {}), hooks.signal),
      () => modelTrust(lab, id),
    ])
      await refusal('corrupt-file', work);
    untouched();
  });
});

/** A model that would work, were it in the lab. */
function linkedModel(): string {
  symlinkSync(writeTinyModel(classes), join(lab.paths.models, 'linked.onnx'));
  return 'linked.onnx';
}

test('a plan with a photo outside of the lab is not trained', async () => {
  const { run: id } = modelRows(lab, { classes });
  const items = photoFiles(lab, {}).map((item) => ({ ...item, classIndex: 0, side: 'train' as const }));
  await writeStoredPlan(lab, { run: id }, { classes, items });
  expect(readStoredPlan(lab, { run: id }).items.map(({ path }) => path)).toEqual(
    items.map(({ path }) => path),
  );
  const file = join(lab.paths.runs, String(id), 'photos.json');
  const whole = readFileSync(file, 'utf8');
  // As Windows wrote them once.
  writeFileSync(
    file,
    whole.replaceAll(/"path":"[^"]+"/g, (path) => path.replaceAll('/', '\\\\')),
  );
  expect(readStoredPlan(lab, { run: id }).items.map(({ path }) => path)).toEqual(
    items.map(({ path }) => path),
  );
  for (const path of ['../secret.jpg', '/etc/passwd', 'photos/../../secret.jpg']) {
    writeFileSync(file, whole.replace(/"path":"[^"]+"/, JSON.stringify({ path }).slice(1, -1)));
    await refusal('corrupt-file', () => readStoredPlan(lab, { run: id }));
  }
});

test('a job of files does what its title says, and nothing else', async () => {
  const jobs = new JobManager(jobStore(lab.db), () => undefined);
  const file = (title: string): number => {
    const args = { directory: join(around, 'lab', 'out'), format: 'csv' };
    const { id } = insertJob(lab.db, {
      kind: 'export',
      title,
      args,
      createdAt: '2026-01-01T00:00:00.000Z',
    });
    run(lab.db, `UPDATE jobs SET state = 'interrupted' WHERE id = @id`, { id });
    return id;
  };
  const open = { lab, jobs, changed: () => undefined };
  await refusal('corrupt-file', () => resumeJob(open, file('Export (csv) to /media/stick')));
  expect(existsSync(join(around, 'lab', 'out'))).toBe(false);
  const id = resumeJob(open, file(`Export (csv) to ${join(around, 'lab', 'out')}`));
  await expect.poll(() => jobs.get(id).state).toBe('done');
});

describe('a lab with a link that leads out', () => {
  const [shard, thumb] = [() => storedHash().slice(0, 2), () => storedHash().slice(2)];

  /** Puts a link in place of a part of the lab. @param target of it; default: where the part was moved to. */
  function linked(part: string, target?: string): void {
    const place = join(lab.directory, part);
    const moved = join(around, 'moved');
    if (existsSync(place)) renameSync(place, moved);
    else mkdirSync(join(place, '..'), { recursive: true });
    symlinkSync(target ?? moved, place);
  }

  test.each([
    ['all photos', () => 'photos'],
    ['a folder of photos', () => `photos/${shard()}`],
    ['a folder of thumbnails', () => `thumbs/thumb/${shard()}`],
    ['all thumbnails of a size', () => 'thumbs/thumb'],
    ['the note of who has it', () => 'lab.lock.json'],
    ['its backups', () => 'backups'],
    ['a file of a model', () => 'models/x.onnx'],
    ['a file of a detector', () => 'detectors/x.onnx'],
    ['all removed detectors', () => 'detectors/removed'],
    ['the folder of a run', () => 'runs/1'],
    ['the log of a run', () => 'runs/1/log.txt'],
    ['its cache', () => 'cache/answers'],
  ])('in place of %s is not opened', async (_what, part) => {
    const place = part();
    lab.close();
    linked(place, place.endsWith('.onnx') || place.endsWith('.txt') ? join(around, 'secret.jpg') : undefined);
    const error = await refusal('not-a-lab', () => openLab(lab.directory));
    expect(error.message).toContain(`${join(...place.split('/'))} is a link`);
    expect(readFileSync(join(around, 'secret.jpg'), 'utf8')).toBe('mine');
  });

  test('to what is not there yet is not opened', async () => {
    lab.close();
    rmSync(join(lab.directory, 'lab.lock.json'));
    linked('lab.lock.json', join(around, 'made'));
    await refusal('not-a-lab', () => openLab(lab.directory));
    expect(existsSync(join(around, 'made'))).toBe(false);
  });

  test('that stays within it, or itself lies behind one, is opened', () => {
    lab.close();
    cpSync(join(lab.directory, 'runs'), join(lab.directory, 'other'), { recursive: true });
    rmSync(join(lab.directory, 'runs'), { recursive: true });
    symlinkSync(join(lab.directory, 'other'), join(lab.directory, 'runs'));
    symlinkSync(lab.directory, join(around, 'link'));
    expect(reopened(join(around, 'link')).readOnly).toBeNull();
  });

  test('in place of one photo or thumbnail hands out neither', async () => {
    const hash = sha256Schema.parse(storedHash());
    const original = photoPath(lab, { hash, extension: 'jpg' });
    renameSync(original, join(around, 'elsewhere.jpg'));
    symlinkSync(join(around, 'secret.jpg'), original);
    await refusal('corrupt-file', () => renditionFile(lab, hash, 'original'));
    const directory = join(temporaryFolder(), 'out');
    for (const format of ['tree', 'coco', 'darwin-core'] as const)
      await refusal('corrupt-file', () =>
        exportData(lab, exportRequestSchema.parse({ directory, format }), hooks),
      );
    rmSync(original);
    renameSync(join(around, 'elsewhere.jpg'), original);
    const small = renditionPath(lab, { hash }, 'thumb');
    expect(small).toContain(thumb());
    rmSync(small);
    symlinkSync(join(around, 'secret.jpg'), small);
    await refusal('corrupt-file', () => renditionFile(lab, hash, 'thumb'));
    expect(lstatSync(small).isSymbolicLink()).toBe(true);
  });
});

test('a restore takes no database that is no lab’s, into no folder that is not there or has a link that leads out', async () => {
  lab.close();
  const other = join(temporaryFolder(), 'other.sqlite3');
  for (const content of ['', 'a shopping list']) {
    writeFileSync(other, content);
    await refusal('corrupt-file', () => restoreBackup(lab.directory, { file: other }));
  }
  await refusal('not-found', () => restoreBackup(join(around, 'none'), { file: other }));
  const pipe = join(temporaryFolder(), 'pipe');
  if (process.platform !== 'win32') {
    spawnSync('mkfifo', [pipe]);
    await refusal('bad-argument', () => restoreBackup(lab.directory, { file: pipe }));
  }
  cpSync(join(lab.directory, 'lab.sqlite3'), other);
  rmSync(join(lab.directory, 'lab.lock.json'), { force: true });
  symlinkSync(join(around, 'secret.jpg'), join(lab.directory, 'lab.lock.json'));
  await refusal('not-a-lab', () => restoreBackup(lab.directory, { file: other }));
  untouched();
});
