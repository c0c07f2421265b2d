import { describe, expect, test } from 'vitest';
import { all } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { latestSplit, usualSplit } from '#host/catalogue/splits.ts';
import { importInto, temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { randomPhoto, writeTree } from '../../support/photos.ts';

/** The newest split by the hashes of its photos, which tell nothing of ids. */
function splitIn(lab: Lab): unknown {
  return all(
    lab.db,
    `SELECT side, hash FROM split_samples JOIN photos USING (sample_id) WHERE split_id = @split ORDER BY side, hash`,
    { split: latestSplit(lab.db)?.split ?? 0 },
  );
}

async function writeSplit(folder: string): Promise<void> {
  let seed = 0;
  for (const side of ['train', 'val', 'test'])
    for (const name of ['plastic', 'wood'])
      for (let n = 0; n < 4; n += 1)
        await writeTree(folder, { [`${side}/${name}/${n}.jpg`]: await randomPhoto((seed += 1)) });
}

describe('a given split', () => {
  test('stays whole when one photo comes later', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeSplit(folder);
    await importInto(lab, folder);
    const first = latestSplit(lab.db)?.split;
    await importInto(lab, folder);
    expect(latestSplit(lab.db)?.split).toBe(first);
    await writeTree(folder, { 'train/wood/late.jpg': await randomPhoto(99) });
    await importInto(lab, folder);
    expect(latestSplit(lab.db)).toMatchObject({
      train: { samples: 9 },
      val: { samples: 8 },
      test: { samples: 8 },
    });
    expect(usualSplit(lab.db)).toBe(latestSplit(lab.db)?.split);
  });

  test('ends the same when the import was cut off and taken up again', async () => {
    const folder = temporaryFolder();
    await writeSplit(folder);
    const whole = temporaryLab();
    await importInto(whole, folder);
    const lab = temporaryLab();
    const part = temporaryFolder();
    await writeTree(part, { 'train/plastic/0.jpg': await randomPhoto(1) });
    await importInto(lab, part);
    await importInto(lab, folder);
    expect(splitIn(lab)).toEqual(splitIn(whole));
  });

  test('has none of its sides for a photo that lies on two, and says so', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const photo = await randomPhoto(1);
    await writeTree(folder, {
      'train/plastic/a.jpg': photo,
      'test/plastic/b.jpg': photo,
      'train/plastic/c.jpg': await randomPhoto(2),
      'val/plastic/d.jpg': await randomPhoto(3),
    });
    const { warnings, photos } = await importInto(lab, folder);
    expect(photos).toBe(3);
    expect(warnings).toEqual([
      {
        code: 'split-conflict',
        message: expect.stringContaining('several sides') as string,
        files: ['test/plastic/b.jpg', 'train/plastic/a.jpg'],
      },
      { code: 'split-conflict', message: expect.stringContaining('no photo for test') as string, files: [] },
    ]);
    expect(latestSplit(lab.db)).toMatchObject({
      train: { samples: 1 },
      val: { samples: 1 },
      test: { samples: 0 },
    });
  });

  test('keeps a photo on its side when the folder has moved it, and says so', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeSplit(folder);
    await importInto(lab, folder);
    const before = splitIn(lab);
    const moved = temporaryFolder();
    await writeTree(moved, {
      'test/plastic/0.jpg': await randomPhoto(1),
      'train/plastic/0.jpg': await randomPhoto(2),
    });
    const { warnings } = await importInto(lab, moved);
    expect(warnings).toContainEqual({
      code: 'split-conflict',
      message: expect.stringContaining('is on the side train, where it stays') as string,
      files: ['test/plastic/0.jpg'],
    });
    expect(splitIn(lab)).toEqual(before);
  });
});
