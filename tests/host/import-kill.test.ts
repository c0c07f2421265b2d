import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nextSteps, undo } from '#host/catalogue/edits/edit.ts';
import { latestSplit } from '#host/catalogue/splits.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { samplesIn } from '../support/catalogue.ts';
import { startModule } from '../support/children.ts';
import { importInto, reopened, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

const samples = 60;
const angles = 4;
const kills = 10;

/**
 * An import in a process of its own, which says a line for every photo that is read: how many are done.
 *
 * @param killedAt it kills itself once so many are: no computer is too fast for that.
 */
function startImport(lab: string, folder: string, killedAt = Infinity): ReturnType<typeof startModule> {
  return startModule(`
    import { openLab } from '#host/catalogue/lab.ts';
    import { importFolder } from '#host/catalogue/import/import-folder.ts';
    import { importOptionsSchema } from '#shared/domain/import.ts';
    const options = importOptionsSchema.parse({ directory: ${JSON.stringify(folder)} });
    const onProgress = ({ phase, done }) => {
      if (phase !== 'Importing') return;
      console.log(done);
      if (done >= ${killedAt}) process.kill(process.pid, 'SIGKILL');
    };
    await importFolder(openLab(${JSON.stringify(lab)}), options, { signal: new AbortController().signal, onProgress });
  `);
}

test('kill -9 at ten random moments of an import: the lab is clean each time, and a rerun completes', async () => {
  const folder = temporaryFolder();
  for (let sample = 0; sample < samples; sample += 1) {
    for (let angle = 0; angle < angles; angle += 1) {
      const photo = await randomPhoto(sample * 10 + angle, { width: 240, height: 180 });
      await writeTree(folder, {
        [`${sample % 2 === 0 ? 'plastic' : 'shell'}/s${sample}/${angle}.jpg`]: photo,
      });
    }
  }
  const directory = join(temporaryFolder(), 'lab');
  temporaryLab(directory).close();
  const random = seededRandom(2026);
  let acknowledged = 0;
  let died = 0;

  for (let kill = 0; kill < kills; kill += 1) {
    const { child, ended } = startImport(directory, folder);
    // Somewhere in what is left to do, plus some milliseconds, so that the kill falls anywhere in a photo's way.
    const moment = random.below(Math.ceil((samples * angles - acknowledged) / (kills - kill)) + 1);
    let killing = false;
    let read = 0;
    child.stdout?.on('data', (lines: Buffer) => {
      read += lines.toString().trim().split('\n').length;
      if (killing || read < moment) return;
      killing = true;
      setTimeout(() => child.kill('SIGKILL'), random.below(12));
    });
    const { signal, stderr } = await ended;
    expect(stderr).toBe('');
    if (signal === 'SIGKILL') died += 1;

    const lab = reopened(directory);
    const { photos, problems } = await verifyLab(lab);
    expect(problems).toEqual([]);
    expect(photos).toBeGreaterThanOrEqual(acknowledged);
    acknowledged = photos;
    lab.close();
  }
  expect(died).toBeGreaterThanOrEqual(kills / 2);

  const lab = reopened(directory);
  await importInto(lab, folder);
  expect(await verifyLab(lab)).toMatchObject({ photos: samples * angles, problems: [] });
  const undisturbed = temporaryLab();
  await importInto(undisturbed, folder);
  const totals = (one: typeof lab): unknown =>
    one.db.prepare('SELECT count(*) AS photos, count(DISTINCT sample_id) AS samples FROM photos').get();
  expect(totals(lab)).toEqual(totals(undisturbed));
});

test('a given split is whole after its import was killed half-way and gone on with, and is taken back by one undo', async () => {
  const folder = temporaryFolder();
  for (const [seed, side] of Array.from(
    { length: 240 },
    (_, n) => [n, ['train', 'val', 'test'][n % 3]] as const,
  ))
    await writeTree(folder, {
      [`${side ?? ''}/${seed % 2 === 0 ? 'plastic' : 'shell'}/${seed}.jpg`]: await randomPhoto(seed),
    });
  const directory = join(temporaryFolder(), 'lab');
  temporaryLab(directory).close();
  expect((await startImport(directory, folder, 64).ended).signal).toBe('SIGKILL');
  const lab = reopened(directory);
  const there = samplesIn(lab).length;
  expect(there).toBeGreaterThan(0);
  expect(there).toBeLessThan(240);
  expect(latestSplit(lab.db)).toBeNull();
  await importInto(lab, folder);
  const undisturbed = temporaryLab();
  await importInto(undisturbed, folder);
  const splitOf = ({ db }: typeof lab): unknown =>
    db
      .prepare('SELECT side, hash FROM split_samples JOIN photos USING (sample_id) ORDER BY side, hash')
      .all();
  expect(splitOf(lab)).toEqual(splitOf(undisturbed));
  expect(nextSteps(lab.db).undo).toEqual({ kind: 'import', things: 240 });
  undo(lab.db);
  expect(samplesIn(lab)).toEqual([]);
});
