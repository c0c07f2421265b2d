import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyLab } from '#host/catalogue/backups/copy-lab.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { OnProgress } from '#shared/progress.ts';
import { refusal } from '../../support/errors.ts';
import { importInto, reopened, temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { randomPhoto, writeTree } from '../../support/photos.ts';
import { canMount, mountSmallDisk } from '../../support/small-disk.ts';

async function labOf(photos: number): Promise<Lab> {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  for (let seed = 0; seed < photos; seed += 1)
    await writeTree(folder, {
      [`plastic/${seed}.png`]: await randomPhoto(seed, { width: 300, height: 300, kind: 'png' }),
    });
  await importInto(lab, folder);
  writeFileSync(join(lab.paths.models, 'run-1.onnx'), 'a model');
  return lab;
}

function copy(
  lab: Lab,
  directory: string,
  onProgress: OnProgress = () => undefined,
  signal = new AbortController().signal,
) {
  return copyLab({ lab, changed: () => undefined, signal, onProgress }, { directory });
}

describe('a copy of a lab', () => {
  test('is the lab with its photos and models, and says how far it is', async () => {
    const lab = await labOf(8);
    const target = join(temporaryFolder(), 'disk', 'lab');
    const phases = new Set<string>();
    const done = await copy(lab, target, ({ phase }) => phases.add(phase));
    expect(done).toMatchObject({ files: 10, problems: [] });
    expect([...phases]).toEqual(['Copying', 'Checking the copy']);
    expect(readdirSync(target).sort()).toEqual(['lab.sqlite3', 'models', 'photos']);
    const copied = reopened(target);
    expect(await verifyLab(copied)).toMatchObject({ photos: 8, problems: [], left: [{ kind: 'models' }] });
    expect(readFileSync(join(copied.paths.models, 'run-1.onnx'), 'utf8')).toBe('a model');
  });

  test('that was stopped is no lab yet, and goes on with what is there', async () => {
    const lab = await labOf(8);
    const target = join(temporaryFolder(), 'lab');
    const controller = new AbortController();
    let copied = 0;
    const stop: OnProgress = ({ phase }) => {
      if (phase === 'Copying' && (copied += 1) === 20)
        controller.abort(new StrandlineError('cancelled', 'stop'));
    };
    await expect(copy(lab, target, stop, controller.signal)).rejects.toThrow();
    expect(existsSync(join(target, 'lab.sqlite3'))).toBe(false);
    const whole = readdirSync(join(target, 'photos'), { recursive: true, withFileTypes: true }).filter(
      (one) => one.isFile() && !one.name.endsWith('.part'),
    );
    const files = whole.map((one) => join(one.parentPath, one.name));
    expect(files.length).toBeGreaterThan(0);
    const times = files.map((file) => statSync(file).mtimeMs);
    expect(await copy(lab, target)).toMatchObject({ files: 10, problems: [] });
    expect(files.map((file) => statSync(file).mtimeMs)).toEqual(times);
    expect((await verifyLab(reopened(target))).problems).toEqual([]);
  });

  test('does not hide what was damaged before, nor what the disk made of it', async () => {
    const lab = await labOf(2);
    const stored = readdirSync(lab.paths.photos, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    const path = join(stored[0]?.parentPath ?? '', stored[0]?.name ?? '');
    writeFileSync(path, 'scribble');
    const target = join(temporaryFolder(), 'lab');
    const hurt: OnProgress = ({ phase }) => {
      if (phase === 'Copying') return;
      writeFileSync(join(target, 'models/run-1.onnx'), 'another');
    };
    const { problems } = await copy(lab, target, hurt);
    expect(problems).toEqual([
      expect.stringMatching(/^photos.*damaged in the lab already/),
      expect.stringMatching(/^models.*not copied whole/),
    ]);
  });

  test('is not made in a folder with other things, nor in the lab itself', async () => {
    const lab = await labOf(1);
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'thesis.txt'), 'mine');
    await refusal('bad-argument', () => copy(lab, folder));
    await refusal('bad-argument', () => copy(lab, join(lab.directory, 'copy')));
    expect(readdirSync(folder)).toEqual(['thesis.txt']);
  });

  test.runIf(canMount())('is refused before anything is copied where the disk is too small', async () => {
    const lab = await labOf(8);
    const disk = mountSmallDisk('1m');
    const { message } = await refusal('disk-full', () => copy(lab, join(disk.folder, 'lab')));
    expect(message).toMatch(/not enough room.*\d+ MB are needed, \d+ MB are free/);
    expect(existsSync(join(disk.folder, 'lab/photos'))).toBe(false);
  });
});
