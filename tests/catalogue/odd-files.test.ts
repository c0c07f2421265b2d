import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import writeXlsx from 'write-excel-file/node';
import { beforeEach, describe, expect, test } from 'vitest';
import { inspectFile } from '#host/catalogue/import/inspect-file.ts';
import { inspectPhoto } from '#host/catalogue/import/read-photo.ts';
import { readPhotoTable } from '#host/catalogue/import/photo-table.ts';
import { withPhotoFile } from '#host/imaging/photo-file.ts';
import { readRegular, readRegularSync } from '#host/lib/regular-file.ts';
import { readModel } from '#host/onnx/model-io.ts';
import { refusal } from '../support/errors.ts';
import { temporaryFolder } from '../support/labs.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

const isWindows = process.platform === 'win32';

describe.skipIf(isWindows)('what is no file', () => {
  /** A pipe that nobody writes into, a device without an end, a folder. */
  const oddities = (): Readonly<Record<string, string>> => {
    const within = (name: string): string => join(folder, name);
    spawnSync('mkfifo', [within('pipe')]);
    symlinkSync('/dev/zero', within('zero'));
    mkdirSync(within('folder'));
    return { pipe: within('pipe'), zero: within('zero'), folder: within('folder') };
  };

  test('is read by nothing, and holds nobody', async () => {
    const { pipe = '', zero = '', folder: inner = '' } = oddities();
    for (const odd of [pipe, zero]) {
      await refusal('bad-argument', () => readRegular(odd));
      await refusal('bad-argument', () => readRegularSync(odd));
      await refusal('bad-argument', () => readModel(odd));
      await refusal('bad-argument', () => readPhotoTable(odd));
      expect(await inspectFile(odd)).toEqual({
        leftOut: 'it is a device or a pipe of the system, not a file',
      });
      const unread = await refusal('photo-unreadable', () =>
        withPhotoFile(odd, (bytes) => Promise.resolve(bytes)),
      );
      expect(unread.data).toMatchObject({ reason: 'it is a device or a pipe of the system, not a file' });
    }
    await refusal('bad-argument', () => readModel(inner));
    expect(await inspectFile(inner)).toEqual({ leftOut: 'it is a folder; import it with Import photos' });
  });
});

test('a file is read as it is, and none that is larger than was asked for', async () => {
  const file = join(folder, 'file');
  for (const text of ['', 'some bytes']) {
    writeFileSync(file, text);
    expect((await readRegular(file)).toString()).toBe(text);
    expect(readRegularSync(file).toString()).toBe(text);
  }
  truncateSync(file, 3_000_000);
  const error = await refusal('too-large', () => readRegular(file, 2_000_000));
  expect(error.message).toBe('it has 3 MB, and up to 2 MB can be read');
});

describe('a workbook', () => {
  const sheet = (): Promise<Buffer> =>
    writeXlsx([
      [{ value: 'File' }, { value: 'Sample' }],
      [{ value: 'a.jpg' }, { value: 'S-1' }],
    ]).toBuffer();

  test('that was torn anywhere is refused, and never waited for', { timeout: 120_000 }, async () => {
    const whole = await sheet();
    const file = join(folder, 'table.xlsx');
    for (let part = 1; part < 12; part += 1) {
      writeFileSync(file, whole.subarray(0, Math.floor((whole.length * part) / 12)));
      await refusal('corrupt-file', () => readPhotoTable(file));
    }
    writeFileSync(file, whole);
    expect((await readPhotoTable(file)).rows).toHaveLength(1);
  });

  test('of a few kilobytes does not unpack to gigabytes', { timeout: 120_000 }, async () => {
    const files = unzipSync(await sheet());
    const name = Object.keys(files).find((key) => key.endsWith('sheet1.xml')) ?? '';
    const text = strFromU8(files[name] ?? new Uint8Array());
    const rows = '<row r="3"><c r="A3"><v>1</v></c></row>'.repeat(100);
    const many = strToU8(text.replace('</sheetData>', `${rows.repeat(40_000)}</sheetData>`));
    const file = join(folder, 'table.xlsx');
    writeFileSync(file, zipSync({ ...files, [name]: many }, { level: 9 }));
    await refusal('corrupt-file', () => readPhotoTable(file));
  });
});

test('a TIFF without a first page is refused in words', async () => {
  const read = await inspectPhoto(Buffer.from('49492a00ffff000000000000', 'hex'));
  expect('leftOut' in read && read.leftOut).toMatch(/^it is not a picture that can be read/);
});
