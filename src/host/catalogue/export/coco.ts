import type { LabContents } from './lab-contents.ts';
import { photoFileName } from './names.ts';
import type { Outcome } from './outcome.ts';

/** `annotations.json`, and the photos that it names. */
export function cocoOutcome(contents: LabContents): Outcome {
  return {
    files: { 'annotations.json': JSON.stringify(cocoOf(contents, new Date().toISOString())) },
    photos: contents.samples.flatMap(({ photos }) =>
      photos.map((photo) => ({ photo, path: imageFile(photo) })),
    ),
    check: () => Promise.resolve([]),
  };
}

interface Coco {
  readonly info: { readonly description: string; readonly version: string; readonly date_created: string };
  readonly images: readonly {
    readonly id: number;
    readonly file_name: string;
    readonly width: number;
    readonly height: number;
    readonly date_captured: string;
  }[];
  readonly annotations: readonly {
    readonly id: number;
    readonly image_id: number;
    readonly category_id: number;
    readonly bbox: readonly [x: number, y: number, width: number, height: number];
    readonly area: number;
    readonly iscrowd: 0;
    readonly segmentation: readonly never[];
    readonly attributes: { readonly sample: string; readonly survey: string; readonly angle: number };
  }[];
  readonly categories: readonly {
    readonly id: number;
    readonly name: string;
    readonly supercategory: string;
  }[];
}

/**
 * The labelled photos as a COCO data set. The lab labels whole photos, so an annotation's box is its photo; which sample
 * a photo is of is an attribute, so that others can split by sample too. Unlabelled photos are images without annotation.
 *
 * @param at ISO time.
 */
function cocoOf({ samples }: LabContents, at: string): Coco {
  const photos = samples.flatMap((sample) => sample.photos.map((photo) => ({ sample, photo })));
  const classes = new Map(
    samples.flatMap(({ class: one }) => (one === null ? [] : [[one.id, one.name] as const])),
  );
  return {
    info: { description: 'Exported by Strandline', version: '1.0', date_created: at },
    images: photos.map(({ photo }) => ({
      id: photo.id,
      file_name: imageFile(photo),
      width: photo.width,
      height: photo.height,
      date_captured: photo.takenAt ?? '',
    })),
    annotations: photos.flatMap(({ sample, photo }) =>
      sample.class === null
        ? []
        : [
            {
              id: photo.id,
              image_id: photo.id,
              category_id: sample.class.id,
              bbox: [0, 0, photo.width, photo.height] as const,
              area: photo.width * photo.height,
              iscrowd: 0 as const,
              segmentation: [],
              attributes: { sample: sample.number, survey: sample.surveyName, angle: photo.angle },
            },
          ],
    ),
    categories: [...classes].map(([id, name]) => ({ id, name, supercategory: 'fragment' })),
  };
}

/** Where a photo lies in the folder of the data set. */
function imageFile(photo: Parameters<typeof photoFileName>[0]): string {
  return `images/${photoFileName(photo)}`;
}
