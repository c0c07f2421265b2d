import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { undo } from '#host/catalogue/edits/edit.ts';
import { importAnnotations } from '#host/catalogue/import/annotations/import-annotations.ts';
import { createLab } from '#host/catalogue/lab.ts';
import { annotationFormats } from '#shared/domain/annotations.ts';
import { author, fillLab } from '../../../tests/support/catalogue.ts';
import { randomPhoto } from '../../../tests/support/photos.ts';
import { mutated, pick } from '../mutate.ts';
import { type Fault, type OpenTarget, isSlip } from '../target.ts';

const labels = [
  '0 0.5 0.5 0.2 0.2\n1 0.2 0.2 0.1 0.1 0.93\n',
  '0 0.1 0.1 0.5 0.1 0.5 0.5 0.1 0.5\r\n\r\n2 0.9 0.9 0.1 0.1\n',
];
const names = ['names: [plastic, foam]\n', 'nc: 2\nnames:\n  0: plastic\n  1: foam\n', 'plastic\nfoam\n'];
const coco = [
  {
    images: [
      { id: 1, file_name: 'a.jpg', width: 96, height: 72 },
      { id: 'two', file_name: 'images/b.jpg' },
    ],
    categories: [{ id: 1, name: 'Plastic' }],
    annotations: [
      { id: 1, image_id: 1, category_id: 1, bbox: [10, 10, 20, 20], iscrowd: 0 },
      { id: 2, image_id: 'two', segmentation: [[60, 10, 70, 20, 60, 30], []] },
      { id: 3, image_id: 1, segmentation: { size: [72, 96], counts: [147, 5, 67, 5] } },
      { id: 4, image_id: 1, segmentation: { size: [72, 96], counts: 'c4512O1' } },
    ],
  },
].map((file) => JSON.stringify(file));

const paths = [
  ...['images/a.jpg', 'images/b.jpg', 'a.jpg', 'train/images/a.jpg', 'images/deep/c.jpg'],
  ...['labels/a.txt', 'labels/b.txt', 'train/labels/a.txt', 'labels/deep/c.txt', 'labels/x.txt'],
  ...['data.yaml', 'classes.txt', 'labels/classes.txt', 'all.json', 'annotations/all.json', 'other.json'],
];

/** Folders of boxes and outlines in the forms of YOLO and COCO. */
export const annotations: OpenTarget = async (folder) => {
  const photos = await Promise.all([1, 2].map((seed) => randomPhoto(seed)));
  const bytesOf = (texts: readonly string[]): Buffer[] => texts.map((text) => Buffer.from(text));
  const seedsOf = (path: string): readonly Uint8Array[] => {
    if (path.endsWith('.jpg')) return photos;
    if (path.endsWith('.json')) return bytesOf(coco);
    return bytesOf(/data|classes/.test(path) ? names : labels);
  };
  const lab = createLab(join(folder, 'lab'));
  const { survey } = fillLab(lab, { samples: 0 });
  const directory = join(folder, 'annotated');
  return {
    close: () => {
      lab.close();
      return Promise.resolve();
    },
    attempt: async (random): Promise<Fault | undefined> => {
      rmSync(directory, { recursive: true, force: true });
      mkdirSync(directory);
      const texts: string[] = [];
      for (const path of paths) {
        if (random.below(2) === 0) continue;
        const seeds = seedsOf(path);
        const bytes = random.below(2) === 0 ? pick(random, seeds) : mutated(random, seeds);
        mkdirSync(join(directory, dirname(path)), { recursive: true });
        writeFileSync(join(directory, path), bytes);
        texts.push(`== ${path}\n${path.endsWith('.jpg') ? '' : Buffer.from(bytes).toString('latin1')}`);
      }
      const format = random.below(3) === 0 ? undefined : pick(random, annotationFormats);
      const input = `${format ?? 'either'}\n${texts.join('\n')}`;
      const fault = (what: string): Fault => ({ what, input });
      try {
        const result = await importAnnotations(lab, author, { survey, directory, state: 'proposed', format });
        if (result.trays.length > 0) undo(lab.db);
        // What stands between these marks is the folder's own name of a class.
        const notes = result.notes.map((note) => note.replace(/“(?!\[object)[^]*”/, ''));
        const slip = [...result.skipped.map(({ reason }) => reason), ...notes].find(isSlip);
        return slip === undefined ? undefined : fault(`says “${slip}”`);
      } catch (error) {
        if (!(error instanceof Error)) return fault(String(error));
        const isOurs = error.name === 'StrandlineError' && !isSlip(error.message);
        return isOurs ? undefined : fault(error.stack ?? error.message);
      }
    },
  };
};
