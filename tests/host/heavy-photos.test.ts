import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { inspectPhoto } from '#host/catalogue/import/read-photo.ts';
import { checkPhoto } from '#host/imaging/check-photo.ts';
import { refusal } from '../support/errors.ts';
import { hugePngHeader } from '../support/huge-png.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

/** One colour: hardly any bytes, as many pixels as are wanted. */
function plain(width: number, height: number, red = 200): Sharp {
  return sharp({ create: { width, height, channels: 3, background: { r: red, g: 100, b: 50 } } });
}

/** Ids of the processes that this one has started and that decode photos. */
function decoders(): number[] {
  const list = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return list
    .split('\n')
    .flatMap((line) => (line.includes('photo-worker') ? [Number.parseInt(line, 10)] : []));
}

async function leftOut(bytes: Uint8Array): Promise<string> {
  const read = await inspectPhoto(bytes);
  return 'leftOut' in read ? read.leftOut : 'nothing is wrong with it';
}

describe('a photo is refused by its header', () => {
  test('where decoding it would take more memory than there is to use', async () => {
    // 16 bits, red, green, blue and opacity, interlaced.
    const bytes = hugePngHeader(9000, 9000, { bits: 16, colours: 6, interlaced: true });
    expect(await leftOut(bytes)).toMatch(
      /its 9000 x 9000 pixels take \d\.\d GB of memory while they are read/,
    );
    // The same in 8 bits line by line is nothing; what is wrong with it is that its pixels are missing.
    expect(await leftOut(hugePngHeader(9000, 9000))).not.toContain('GB');
  });

  test('where a JPEG is written a thousand times over', async () => {
    const jpeg = await plain(4000, 3000).jpeg({ progressive: true }).toBuffer();
    const scan = jpeg.subarray(jpeg.lastIndexOf(Buffer.from([0xff, 0xda])), jpeg.length - 2);
    const end = jpeg.subarray(-2);
    const bytes = Buffer.concat([jpeg.subarray(0, -2), ...Array.from({ length: 1000 }, () => scan), end]);
    expect(bytes.length).toBeLessThan(30_000_000);
    expect(await leftOut(bytes)).toMatch(/its 4000 x 3000 pixels are written 10\d\d times over/);
    expect(await leftOut(jpeg)).toBe('nothing is wrong with it');
  });
});

test('small files of many pixels take little of the lab’s process, and are imported', async () => {
  const folder = temporaryFolder();
  for (let n = 0; n < 6; n += 1)
    await writeTree(folder, {
      [`p${n}.jpg`]: await plain(6000, 4000, 40 * n)
        .jpeg({ progressive: true, chromaSubsampling: '4:4:4' })
        .toBuffer(),
    });
  const before = process.memoryUsage().rss;
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
  const { photos } = await importInto(temporaryLab(), folder);
  clearInterval(timer);
  expect(photos).toBe(6);
  // One of them takes 150 MB where it is decoded.
  expect((most - before) / 1e6).toBeLessThan(100);
});

describe('a photo that ends the process that decodes it', () => {
  const slow = async (): Promise<Buffer> => {
    const noise = sharp(randomBytes(3000 * 2000 * 3), { raw: { width: 3000, height: 2000, channels: 3 } });
    return noise.resize(9000, 6000).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer();
  };

  test.each([
    ['SIGSEGV', 'its picture cannot be decoded: it ended the process that decoded it (stopped by SIGSEGV)'],
    ['SIGKILL', 'its picture cannot be decoded: it needs more memory than a picture may take'],
  ] as const)('by %s is left out with that reason, and the next one is decoded', async (signal, words) => {
    const bytes = await slow();
    const checked = refusal('photo-unreadable', () => checkPhoto(bytes));
    await expect.poll(decoders, { timeout: 10_000, interval: 20 }).not.toEqual([]);
    for (const id of decoders()) process.kill(id, signal);
    expect((await checked).message).toBe(words);
    const tiff = await randomPhoto(3, { kind: 'tiff' });
    expect((await checkPhoto(tiff)).facts).toMatchObject({ extension: 'tif', width: 96 });
  });
});

test('what is decoded apart is what is decoded here', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  const photo = await randomPhoto(5);
  await writeTree(folder, {
    'a.tif': await sharp(photo).tiff().toBuffer(),
    'b.png': await sharp(photo).png().toBuffer(),
  });
  await importInto(lab, folder);
  const prints = lab.db.prepare('SELECT fingerprint, width_px, height_px FROM photos').all();
  expect(prints).toHaveLength(2);
  expect(prints[0]).toEqual(prints[1]);
});
