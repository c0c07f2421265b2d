import { join } from 'node:path';
import type { ExportCheck } from '#shared/domain/export.ts';
import { showsItself, sizeOfFile } from '#host/imaging/as-seen.ts';
import { inOrder } from '#host/lib/in-order.ts';
import type { Hooks } from '../hooks.ts';
import type { Lab } from '../lab.ts';
import { ownPhotoPath } from '../photo-store.ts';
import { checked, repeats, strays } from './checks.ts';
import type { PhotoCopy } from './copy-photos.ts';
import type { ExportedPhoto, ExportedSample, LabContents } from './lab-contents.ts';
import { photoFileName } from './names.ts';
import type { Outcome } from './outcome.ts';

interface Coco {
  readonly info: { readonly description: string; readonly version: string; readonly date_created: string };
  readonly licenses: readonly never[];
  readonly images: readonly {
    readonly id: number;
    readonly file_name: string;
    readonly width: number;
    readonly height: number;
    readonly date_captured: string;
    readonly original_name: string;
  }[];
  readonly annotations: readonly {
    readonly id: number;
    readonly image_id: number;
    readonly category_id: number;
    readonly bbox: readonly [x: number, y: number, width: number, height: number];
    readonly area: number;
    readonly iscrowd: 0;
    /** One polygon, corner by corner. */
    readonly segmentation: readonly [readonly number[]];
    readonly attributes: {
      readonly sample: string;
      readonly survey: string;
      readonly angle: number;
      readonly label: string | null;
      readonly source: string | null;
    };
  }[];
  readonly categories: readonly {
    readonly id: number;
    readonly name: string;
    readonly supercategory: string;
  }[];
}

const annotationsFile = 'annotations.json';

/** Files whose headers are looked at at once. */
const concurrency = 8;

/** A photo with the file that it has in the data set. */
interface Image {
  readonly sample: ExportedSample;
  readonly photo: ExportedPhoto;
  readonly copy: PhotoCopy;
  /** Of the file, in pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * The labelled photos as a COCO data set. Programs disagree about turns that a camera noted, and none knows those of the lab:
 * a photo whose file does not show what the lab shows is written as it is seen, the others byte for byte.
 */
export async function cocoOutcome(
  lab: Lab,
  { samples }: LabContents,
  { signal, onProgress }: Hooks,
): Promise<Outcome> {
  const photos = samples.flatMap((sample) => sample.photos.map((photo) => ({ sample, photo })));
  const images: Image[] = [];
  for await (const [, image] of inOrder(photos, concurrency, (one) => imageOf(lab, one))) {
    signal.throwIfAborted();
    images.push(image);
    onProgress({ phase: 'Looking at photos', done: images.length, total: photos.length, unit: 'photos' });
  }
  return {
    files: { [annotationsFile]: JSON.stringify(cocoOf(images, new Date().toISOString())) },
    photos: images.map(({ copy }) => copy),
    check: async (read, _archived, directory) => {
      const coco = JSON.parse((await read(annotationsFile)).toString('utf8')) as Coco;
      return [checkReferences(coco), await checkSizes(coco, directory)];
    },
  };
}

async function imageOf(lab: Lab, { sample, photo }: Pick<Image, 'sample' | 'photo'>): Promise<Image> {
  const { rotation, page, extension, hash } = photo;
  const quarter = rotation === 90 || rotation === 270;
  const size = quarter
    ? { width: photo.height, height: photo.width }
    : { width: photo.width, height: photo.height };
  if (rotation === 0 && page === 0 && (await showsItself(ownPhotoPath(lab, photo), extension)))
    return { sample, photo, copy: { photo, path: `images/${photoFileName(photo)}` }, ...size };
  const path = `images/${hash}-as-seen.${extension === 'jpg' ? 'jpg' : 'png'}`;
  return { sample, photo, copy: { photo, path, asSeen: { rotation, page } }, ...size };
}

/**
 * The lab labels whole photos, so an annotation's box and outline are its photo; which sample a photo is of is an attribute,
 * so that others can split by sample too. Unlabelled photos are images without annotation.
 *
 * @param at ISO time.
 */
function cocoOf(images: readonly Image[], at: string): Coco {
  const labelled = images.flatMap((image) =>
    image.sample.class === null ? [] : [{ ...image, category: image.sample.class }],
  );
  const categories = new Map(labelled.map(({ category: { id, name } }) => [id, name]));
  return {
    info: { description: 'Exported by Strandline', version: '1.0', date_created: at },
    licenses: [],
    images: images.map(({ photo, copy, width, height }) => ({
      id: photo.id,
      file_name: copy.path,
      width,
      height,
      date_captured: photo.takenAt ?? '',
      original_name: photo.fileName,
    })),
    annotations: labelled.map(({ sample, photo, category, width, height }) => ({
      id: photo.id,
      image_id: photo.id,
      category_id: category.id,
      bbox: [0, 0, width, height],
      area: width * height,
      iscrowd: 0,
      segmentation: [[0, 0, width, 0, width, height, 0, height]],
      attributes: {
        sample: sample.number,
        survey: sample.surveyName,
        angle: photo.angle,
        label: sample.details.label,
        source: photo.source,
      },
    })),
    categories: [...categories].map(([id, name]) => ({ id, name, supercategory: 'fragment' })),
  };
}

function checkReferences({ images, annotations, categories }: Coco): ExportCheck {
  const idsOf = (things: readonly { readonly id: number }[]): string[] => things.map(({ id }) => String(id));
  return checked(
    'Annotations',
    [
      ...repeats('The image', idsOf(images)),
      ...repeats('The annotation', idsOf(annotations)),
      ...repeats('The category', idsOf(categories)),
      ...strays(
        'The image',
        annotations.map(({ image_id: id }) => String(id)),
        idsOf(images),
      ),
      ...strays(
        'The category',
        annotations.map(({ category_id: id }) => String(id)),
        idsOf(categories),
      ),
    ],
    `${images.length} images and ${annotations.length} annotations of ${categories.length} categories, each with what it refers to.`,
  );
}

/** Looks into the files: an image has its size, and so have box and outline of its annotation. */
async function checkSizes({ images, annotations }: Coco, directory: string): Promise<ExportCheck> {
  const boxes = new Map(annotations.map(({ image_id: id, bbox, area }) => [id, { bbox, area }]));
  const problems: string[] = [];
  const sizeOf = ({ file_name: name }: Coco['images'][number]): ReturnType<typeof sizeOfFile> =>
    sizeOfFile(join(directory, name)).catch(() => ({ width: 0, height: 0 }));
  for await (const [{ id, file_name: name, width, height }, size] of inOrder(images, concurrency, sizeOf)) {
    const { bbox = [0, 0, width, height], area = width * height } = boxes.get(id) ?? {};
    const found = `${size.width} x ${size.height}`;
    if (size.width !== width || size.height !== height)
      problems.push(`${name} has ${found} pixels, and ${width} x ${height} were written down.`);
    else if (bbox.join() !== [0, 0, width, height].join() || area !== width * height)
      problems.push(`The box of ${name} is not that of its ${found} pixels.`);
  }
  return checked('Sizes', problems, 'Images and boxes have the sizes of their files.');
}
