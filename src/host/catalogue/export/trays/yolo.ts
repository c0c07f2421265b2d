import { stringify } from 'yaml';
import { sizeOfFile } from '#host/imaging/as-seen.ts';
import type { ExportCheck } from '#shared/domain/export.ts';
import type { Outline } from '#shared/domain/tray.ts';
import { yoloLine } from '#shared/trays/yolo-line.ts';
import { join } from 'node:path';
import { filesBelow } from '../../import/annotations/annotation-files.ts';
import { readYolo } from '../../import/annotations/yolo.ts';
import { checked } from '../checks.ts';
import type { Outcome } from '../outcome.ts';
import { type ExportedThing, type ExportedTray, classNameOf, classNotes } from './exported-trays.ts';

const about = [
  'Exported by Strandline.',
  'No picture is held back. Part them by picture: the same pictures for train and val tell nothing.',
];

/**
 * Trays in YOLO's folders: `images/`, `labels/` and `data.yaml`. One class for each name; a picture without things has an empty
 * text.
 *
 * @param form whether a line has the box around a thing, or its outline (YOLO's form for segmentation).
 */
export function yoloOutcome(
  trays: readonly ExportedTray[],
  names: readonly string[],
  form: 'yolo' | 'yolo-outlines',
): Outcome {
  const data = { train: 'images', val: 'images', names: new Map(names.entries()) };
  const head = about.map((line) => `# ${line}\n`).join('');
  return {
    files: {
      'data.yaml': `${head}${stringify(data)}`,
      ...Object.fromEntries(trays.map((one) => [labelsOf(one), textOf(one, names, form)])),
    },
    photos: trays.map(({ copy }) => copy),
    check: async (_read, _archived, directory) => [
      checkLabels(directory, trays, form),
      await checkSizes(directory, trays),
      { name: 'Classes', ok: true, detail: classesText(names), notes: classNotes(trays) },
    ],
  };
}

function classesText(names: readonly string[]): string {
  return names.length === 0 ? 'There are none, since there is nothing in the trays.' : `${names.join(', ')}.`;
}

function labelsOf({ copy }: ExportedTray): string {
  return copy.path.replace(/^images\//, 'labels/').replace(/\.\w+$/, '.txt');
}

function textOf(
  { tray, things }: ExportedTray,
  names: readonly string[],
  form: 'yolo' | 'yolo-outlines',
): string {
  return things
    .map(({ detection, outline, box }) => {
      const index = names.indexOf(classNameOf(detection));
      const { width, height } = tray;
      if (form === 'yolo-outlines')
        return yoloLine(
          index,
          outline.flatMap(([x, y]) => [x / width, y / height]),
        );
      const middle = [(box.x + box.width / 2) / width, (box.y + box.height / 2) / height];
      return yoloLine(index, [...middle, box.width / width, box.height / height]);
    })
    .map((line) => `${line}\n`)
    .join('');
}

/** Reads the labels as an import does: every line is where its thing is, to a hundredth of a pixel. */
function checkLabels(
  directory: string,
  trays: readonly ExportedTray[],
  form: 'yolo' | 'yolo-outlines',
): ExportCheck {
  const read = readYolo(directory, filesBelow(directory));
  const byName = new Map(read?.pictures.map((one) => [one.name, one]));
  const problems = (read?.skipped ?? []).map(({ file, line, reason }) => `${file}, line ${line}: ${reason}.`);
  for (const { tray, things, copy } of trays) {
    const found = byName.get(copy.path)?.things ?? [];
    if (found.length !== things.length)
      problems.push(`${copy.path} has ${found.length} things, and ${things.length} were written.`);
    for (const [index, thing] of things.entries()) {
      const { outline = [], className } = found[index] ?? {};
      const pixels = outline.map(([x, y]) => [x * tray.width, y * tray.height] as const);
      if (className !== classNameOf(thing.detection) || !isSame(pixels, meantOf(thing, form)))
        problems.push(
          `Line ${index + 1} of the labels of ${copy.path} says something else than was written.`,
        );
    }
  }
  const count = trays.reduce((sum, { things }) => sum + things.length, 0);
  return checked('Labels', problems, `Read back line by line: ${count} things of ${trays.length} pictures.`);
}

function meantOf(
  { outline, box: { x, y, width, height } }: ExportedThing,
  form: 'yolo' | 'yolo-outlines',
): Outline {
  if (form === 'yolo-outlines') return outline;
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}

const tolerance = 0.01;

function isSame(a: Outline, b: Outline): boolean {
  return (
    a.length === b.length &&
    a.every(([x, y], at) => Math.hypot(x - (b[at]?.[0] ?? NaN), y - (b[at]?.[1] ?? NaN)) <= tolerance)
  );
}

/** Looks into the pictures: each has the size that its labels are shares of. */
export async function checkSizes(directory: string, trays: readonly ExportedTray[]): Promise<ExportCheck> {
  const problems: string[] = [];
  for (const { tray, copy } of trays) {
    const { width, height } = await sizeOfFile(join(directory, copy.path)).catch(() => ({
      width: 0,
      height: 0,
    }));
    if (width !== tray.width || height !== tray.height)
      problems.push(
        `${copy.path} has ${width} x ${height} pixels, and ${tray.width} x ${tray.height} were meant.`,
      );
  }
  return checked('Sizes', problems, 'The pictures have the sizes that their labels are meant for.');
}
