import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportCheck } from '#shared/domain/export.ts';
import type { Detection, Tray } from '#shared/domain/tray.ts';
import type { OutlinedForm } from '#shared/domain/tray-export.ts';
import { classMarks } from '#shared/plots/class-marks.ts';
import { openPhoto } from '#host/imaging/decode.ts';
import type { Hooks } from '../../hooks.ts';
import type { Lab } from '../../lab.ts';
import { listClasses } from '../../queries/classes.ts';
import { detectionsOf } from '../../queries/trays.ts';
import { checked, tableProblems } from '../checks.ts';
import { fromDelimited, isSame, toDelimited } from '../delimited.ts';
import type { Table } from '../table.ts';
import { particleId } from '../tray-particles.ts';
import { trayFileStem } from './exported-trays.ts';
import { legendOf, outlinedPicture } from './outlined-picture.ts';

/** Of a picture for a report, in pixels. */
const longestSide = 2400;

export const numbersFile = 'numbers.csv';
const form = { dialect: 'comma', raw: false } as const;
const endings: Readonly<Record<OutlinedForm, string>> = { jpeg: 'jpg', png: 'png', svg: 'svg' };

/**
 * Writes pictures of trays with what was accepted in them drawn on, and a table of what their numbers and colours are.
 *
 * @returns what was found when they were read back.
 */
export async function writeOutlined(
  lab: Lab,
  folder: string,
  trays: readonly Tray[],
  picture: OutlinedForm,
  { signal, onProgress }: Hooks,
): Promise<ExportCheck[]> {
  const marks = classMarks(listClasses(lab.db));
  const rows: Table['rows'][number][] = [];
  const problems: string[] = [];
  for (const [index, tray] of trays.entries()) {
    signal.throwIfAborted();
    const detections = detectionsOf(lab.db, tray.id).filter(({ state }) => state === 'accepted');
    const name = `${trayFileStem(tray)}.${endings[picture]}`;
    const path = join(folder, name);
    await writeFile(
      path,
      await outlinedPicture(lab, { tray, detections, marks, form: picture, longestSide }),
    );
    problems.push(...(await pictureProblems(path, name, tray, picture)));
    const looks = new Map(legendOf(detections, marks).map((one) => [one.className, one]));
    rows.push(
      ...detections.map((one, at) => rowOf(name, tray, one, at + 1, looks.get(one.class?.name ?? null))),
    );
    onProgress({ phase: 'Drawing outlines', done: index + 1, total: trays.length, unit: 'pictures' });
  }
  const table: Table = { columns: [...columns], rows };
  await writeFile(join(folder, numbersFile), toDelimited(table, form));
  const read = fromDelimited(await readFile(join(folder, numbersFile)), form);
  return [
    checked('Pictures', problems, `All ${trays.length} can be opened and have their size.`),
    checked(
      'Numbers',
      tableProblems(numbersFile, table, read, isSame),
      `Read back cell by cell: ${rows.length} things.`,
    ),
  ];
}

const columns = ['Picture', 'Number', 'ParticleID', 'Class', 'Shape', 'Colour'] as const;

function rowOf(
  name: string,
  tray: Tray,
  detection: Detection,
  number: number,
  look: ReturnType<typeof legendOf>[number] | undefined,
): Table['rows'][number] {
  return [
    name,
    number,
    particleId(tray, detection),
    detection.class?.name ?? null,
    look?.shape ?? null,
    look?.colour ?? null,
  ];
}

async function pictureProblems(
  path: string,
  name: string,
  tray: Tray,
  picture: OutlinedForm,
): Promise<string[]> {
  const bytes = await readFile(path);
  if (picture === 'svg') return bytes.toString('utf8').endsWith('</svg>') ? [] : [`${name} is not whole.`];
  const { width, height } = (await openPhoto(bytes)).metadata;
  const scale = Math.min(1, longestSide / Math.max(tray.width, tray.height));
  const isRight = width === Math.round(tray.width * scale) && height === Math.round(tray.height * scale);
  return isRight ? [] : [`${name} has ${width} x ${height} pixels.`];
}
