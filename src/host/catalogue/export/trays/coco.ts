import type { ExportCheck } from '#shared/domain/export.ts';
import { outlineArea } from '#shared/trays/outline.ts';
import { filesBelow } from '../../import/annotations/annotation-files.ts';
import { readCoco } from '../../import/annotations/coco.ts';
import { checked } from '../checks.ts';
import type { Outcome } from '../outcome.ts';
import { type ExportedTray, classNameOf, classNotes } from './exported-trays.ts';
import { checkSizes } from './yolo.ts';

const annotationsFile = 'annotations.json';

/**
 * Trays as a COCO data set: `annotations.json` and `images/`. Box, outline and area of an annotation are its thing's, in pixels
 * of its image; what the lab knows besides are attributes.
 *
 * @param names of the classes; a category's id is its place among them, from 1. @param at ISO time.
 */
export function trayCocoOutcome(
  trays: readonly ExportedTray[],
  names: readonly string[],
  at: string,
): Outcome {
  const coco = {
    info: { description: 'Exported by Strandline', version: '1.0', date_created: at },
    licenses: [],
    images: trays.map(({ tray, copy }) => ({
      id: tray.id,
      file_name: copy.path,
      width: tray.width,
      height: tray.height,
      date_captured: tray.takenAt ?? '',
      original_name: tray.fileName,
      attributes: {
        tray: tray.number,
        survey: tray.survey.name,
        role: tray.role,
        replicate: tray.replicate,
        um_per_pixel: tray.scale?.umPerPixel ?? null,
        reviewed_by: tray.reviewed?.by ?? null,
      },
    })),
    annotations: trays.flatMap(({ tray, things }) =>
      things.map(({ detection, outline, box: { x, y, width, height } }) => ({
        id: detection.id,
        image_id: tray.id,
        category_id: names.indexOf(classNameOf(detection)) + 1,
        bbox: [x, y, width, height],
        area: outlineArea(outline),
        iscrowd: 0,
        segmentation: [outline.flat()],
        attributes: { at_edge: detection.atEdge, class_by: detection.classBy, found_by: detection.source },
      })),
    ),
    categories: names.map((name, index) => ({ id: index + 1, name, supercategory: 'fragment' })),
  };
  return {
    files: { [annotationsFile]: JSON.stringify(coco) },
    photos: trays.map(({ copy }) => copy),
    check: async (_read, _archived, directory) => [
      checkAnnotations(directory, trays),
      await checkSizes(directory, trays),
      {
        name: 'Categories',
        ok: true,
        detail: `${names.length}: ${names.join(', ')}.`,
        notes: classNotes(trays),
      },
    ],
  };
}

/** Reads the file as an import does: every thing is there with its outline and its class. */
function checkAnnotations(directory: string, trays: readonly ExportedTray[]): ExportCheck {
  const read = readCoco(directory, filesBelow(directory));
  const problems = (read?.skipped ?? []).map(({ file, reason }) => `${file}: ${reason}.`);
  const found = new Map(read?.pictures.map((one) => [one.name, one]));
  for (const { tray, things, copy } of trays) {
    const { size, things: there = [] } = found.get(copy.path) ?? {};
    if (size?.width !== tray.width || size.height !== tray.height)
      problems.push(`${copy.path} has another size than its tray.`);
    const meant = JSON.stringify(things.map(({ detection, outline }) => [classNameOf(detection), outline]));
    if (JSON.stringify(there.map(({ className, outline }) => [className, outline])) !== meant)
      problems.push(`The annotations of ${copy.path} are other ones than were written.`);
  }
  const count = trays.reduce((sum, { things }) => sum + things.length, 0);
  return checked(
    'Annotations',
    problems,
    `Read back: ${count} things of ${trays.length} pictures, with outline and class.`,
  );
}
