import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeXlsx from 'write-excel-file/node';
import { readFolderLists } from '#host/catalogue/import/folder-lists.ts';
import { readPhotoTable } from '#host/catalogue/import/photo-table.ts';
import { columnsOf } from '#shared/imports/table-columns.ts';
import { readRows } from '#shared/imports/table-rows.ts';
import { mutated, pick } from '../mutate.ts';
import { type OpenTarget, tried } from '../target.ts';

const csv = 'File;Sample;Class;Length (mm)\r\n"a ""1"".jpg";S-1;plastic;3,5\r\nb.jpg;S-2;;\r\n';
const lists = {
  'samples.json': JSON.stringify({
    'plastic/S-1': {
      survey: 'North Bay',
      number: '1',
      class: 'plastic',
      createdAt: '2026-01-01T00:00:00.000Z',
      umPerPixel: 2.5,
      sizeUm: 300,
      photos: { 'a.jpg': { sha256: 'ab', rotation: 90, takenAt: null, scaleSource: 'typed' } },
    },
  }),
  'surveys.json': JSON.stringify([{ name: 'North Bay', surveyedOn: '2026-01-01', site: 'Bay' }]),
  'sites.json': JSON.stringify([{ name: 'Bay', latitude: 54.3, longitude: 10.1 }]),
};

/** Tables that a person brings along, and the lists of a tree. */
export const tables: OpenTarget = async (folder) => {
  const sheet = await writeXlsx([
    [{ value: 'File' }, { value: 'Sample' }, { value: 'Class' }],
    [{ value: 'a.jpg' }, { value: 'S-1' }, { value: 'plastic' }],
    [
      { value: 'b.jpg' },
      { value: 2, type: Number },
      { value: new Date(0), type: Date, format: 'yyyy-mm-dd' },
    ],
  ]).toBuffer();
  const texts = [
    csv,
    csv.replaceAll(';', ','),
    csv.replaceAll(';', '\t'),
    `sep=|\n${csv.replaceAll(';', '|')}`,
  ];
  const seeds = [
    new Uint8Array(sheet),
    new Uint8Array(sheet),
    ...texts.map((text) => Buffer.from(text)),
    Buffer.from(`\ufeff${csv}`, 'utf16le'),
  ];
  const table = join(folder, 'table');
  const listed = join(folder, 'lists');
  await mkdir(listed);
  const [names, wholes] = [Object.keys(lists), Object.values(lists).map((text) => Buffer.from(text))];
  return {
    attempt: async (random) => {
      if (random.below(2) === 0) {
        const input = mutated(random, seeds);
        writeFileSync(table, input);
        return tried(input, async () => {
          const read = await readPhotoTable(table);
          readRows(read, columnsOf(read.headers, {}), '2026-11-27');
        });
      }
      const name = pick(random, names);
      const input = mutated(random, [wholes[names.indexOf(name)] ?? Buffer.alloc(0)]);
      for (const [index, whole] of wholes.entries())
        writeFileSync(join(listed, names[index] ?? ''), names[index] === name ? input : whole);
      return tried(input, () => readFolderLists(listed, '2026-11-27'));
    },
  };
};
