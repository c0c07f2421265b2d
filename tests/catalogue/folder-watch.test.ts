import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { SampleId } from '#shared/domain/ids.ts';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import { addSamples, removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { filesKnown, standingOf } from '#host/catalogue/queries/samples/standing.ts';
import { addPhotos } from '#host/catalogue/import/add-photos.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { FolderWatch } from '#host/catalogue/watch/folder-watch.ts';
import { author, fillLab, samplesIn } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto } from '../support/photos.ts';

const calm = { signal: new AbortController().signal, onProgress: (): void => undefined };
const patience = { timeout: 15_000, interval: 50 };

/** A lab with two samples without photos, and a watch on an empty folder. */
async function watchedLab(
  folder = temporaryFolder(),
  lab = temporaryLab(),
): Promise<{ lab: Lab; samples: SampleId[]; survey: number; folder: string; watch: FolderWatch }> {
  const { samples, survey } = fillLab(lab, { samples: 2, photosEach: 0 });
  const watch = new FolderWatch(folder, {
    add: (file, sample) => addPhotos(lab, author, { files: [file], to: { sample } }, calm),
    standingOf: (sample) => standingOf(lab.db, sample),
    known: (files) => filesKnown(lab.db, files),
    changed: () => undefined,
  });
  onTestFinished(() => watch.stop());
  await watch.ready();
  return { lab, samples, survey, folder, watch };
}

const filesOf = (lab: Lab): string[][] =>
  samplesIn(lab).map(({ photos }) => photos.map(({ fileName }) => fileName));

describe('a watched folder', () => {
  test('gives what appears to the sample that is chosen when it appears', async () => {
    const { lab, samples, folder, watch } = await watchedLab();
    watch.aim(samples[0] ?? null);
    await writeFile(join(folder, 'a.jpg'), await randomPhoto(1));
    await vi.waitFor(() => expect(watch.state.photos).toBe(1), patience);
    watch.aim(samples[1] ?? null);
    await mkdir(join(folder, '2026-08-02'));
    await writeFile(join(folder, '2026-08-02', 'b.jpg'), await randomPhoto(2));
    await writeFile(join(folder, 'notes.txt'), 'no photo');
    await vi.waitFor(() => expect(filesOf(lab)).toEqual([['a.jpg'], ['b.jpg']]), patience);
    expect(watch.state.problem).toBeNull();
  });

  test('waits for a file that is still being written', async () => {
    const { lab, samples, folder, watch } = await watchedLab();
    watch.aim(samples[0] ?? null);
    const bytes = await randomPhoto(3, { width: 640, height: 480 });
    const file = join(folder, 'slow.jpg');
    const third = Math.ceil(bytes.length / 3);
    await writeFile(file, bytes.subarray(0, third));
    for (const from of [third, 2 * third]) {
      await new Promise((done) => setTimeout(done, 400));
      await appendFile(file, bytes.subarray(from, from + third));
    }
    await vi.waitFor(() => expect(filesOf(lab)[0]).toEqual(['slow.jpg']), patience);
    expect(watch.state).toMatchObject({ photos: 1, problem: null });
  });

  test('says in words what is gone before it is read, torn, or came for no sample', async () => {
    const { lab, samples, folder, watch } = await watchedLab();
    await writeFile(join(folder, 'early.jpg'), await randomPhoto(4));
    await vi.waitFor(
      () => expect(watch.state.problem).toContain('early.jpg came while no sample was chosen'),
      patience,
    );
    watch.aim(samples[0] ?? null);
    // Written again: it is still nobody's.
    await appendFile(join(folder, 'early.jpg'), 'more');
    await writeFile(join(folder, 'gone.jpg'), '');
    await new Promise((done) => setTimeout(done, 300));
    await rm(join(folder, 'gone.jpg'));
    await vi.waitFor(
      () => expect(watch.state.problem).toBe('gone.jpg was gone before it could be read. Save it again.'),
      patience,
    );
    const bytes = await randomPhoto(5);
    await writeFile(join(folder, 'torn.jpg'), bytes.subarray(0, 500));
    await vi.waitFor(() => expect(watch.state.problem).toMatch(/^torn.jpg was left out: /), patience);
    watch.aim(samples[1] ?? null);
    await writeFile(join(folder, 'torn.jpg'), bytes);
    await vi.waitFor(() => expect(filesOf(lab)).toEqual([['torn.jpg'], []]), patience);
  });

  test('offers what lay there before, but for what the lab has already', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeFile(join(folder, 'known.jpg'), await randomPhoto(6));
    await writeFile(join(folder, 'img10.jpg'), await randomPhoto(7));
    await writeFile(join(folder, 'img9.jpg'), await randomPhoto(8));
    const [other] = fillLab(lab, { samples: 1, photosEach: 0 }).samples;
    if (other === undefined) throw new Error('no sample');
    await addPhotos(lab, author, { files: [join(folder, 'known.jpg')], to: { sample: other } }, calm);
    const { samples, watch } = await watchedLab(folder, lab);
    watch.aim(samples[0] ?? null);
    expect(watch.waiting).toEqual([join(folder, 'img9.jpg'), join(folder, 'img10.jpg')]);
    expect(watch.state).toMatchObject({ waiting: 2, photos: 0, problem: null });
    // Saved again under its old name: that is a new photo.
    await writeFile(join(folder, 'img9.jpg'), await randomPhoto(9));
    await vi.waitFor(() => expect(watch.state).toMatchObject({ waiting: 1, photos: 1 }), patience);
    watch.leaveWaiting();
    expect(watch.waiting).toEqual([]);
  });

  test('goes back to the fragment before by an undo, and to none where its sample is binned', async () => {
    const { lab, samples, survey, watch } = await watchedLab();
    const [first = null] = samples;
    watch.aim(first);
    const [next] = addSamples(lab.db, author, { survey, count: 1, set: {} });
    if (next === undefined) throw new Error('no sample');
    watch.aim(next);
    expect(watch.state.sample).toBe(next);
    undo(lab.db);
    expect(watch.state.sample).toBe(first);
    redo(lab.db);
    expect(watch.state.sample).toBe(next);
    removeSamples(lab.db, { ...author, at: '2027-01-01T00:00:00.000Z' }, [next]);
    expect(watch.state.sample).toBeNull();
  });

  test('that is not there is refused', async () => {
    const error = await refusal('folder-not-found', () => {
      new FolderWatch('/nowhere/at/all', {
        add: () => Promise.reject(new Error()),
        standingOf: () => 'in-use',
        known: () => [],
        changed: () => undefined,
      });
    });
    expect(error.message).toBe('There is no folder /nowhere/at/all.');
  });
});
