import { onPixels } from '#host/imaging/preprocess.ts';
import { withPhotoFile } from '#host/imaging/photo-file.ts';
import { type DrawnThing, colourOf, outlinesSvg } from '#host/imaging/outlines-svg.ts';
import type { Detection, Tray } from '#shared/domain/tray.ts';
import type { OutlinedForm } from '#shared/domain/tray-export.ts';
import { type ClassMark, unlabelledMark } from '#shared/plots/class-marks.ts';
import type { Lab } from '../../lab.ts';
import { ownPhotoPath } from '../../photo-store.ts';
import { storedTray } from './exported-trays.ts';

/** What of a picture is drawn. */
interface Outlined {
  readonly tray: Tray;
  /** In the order of their numbers, from 1. */
  readonly detections: readonly Pick<Detection, 'outline' | 'class'>[];
  /** Of the lab's classes by name, see `classMarks`. */
  readonly marks: ReadonlyMap<string, ClassMark>;
  readonly form: OutlinedForm;
  /** Of the picture that is made, in pixels; none is enlarged. */
  readonly longestSide: number;
}

/**
 * A tray's picture as it is seen with outlines, their numbers and, where it has a scale, a bar. Of SVG the picture is a part.
 *
 * @throws StrandlineError `photo-unreadable`, `not-found`, `corrupt-file`.
 */
export async function outlinedPicture(lab: Lab, outlined: Outlined): Promise<Buffer> {
  const { tray, detections, marks, form, longestSide } = outlined;
  const { page, ...photo } = storedTray(lab.db, tray);
  const scale = Math.min(1, longestSide / Math.max(tray.width, tray.height));
  const size = { width: Math.round(tray.width * scale), height: Math.round(tray.height * scale) };
  const things = detections.map(({ outline, class: named }, index): DrawnThing => ({
    number: index + 1,
    outline,
    mark: markOf(named?.name ?? null, marks),
  }));
  const drawing = { ...size, scale, things, umPerPixel: tray.scale?.umPerPixel ?? null };
  return withPhotoFile(ownPhotoPath(lab, photo), (bytes) =>
    onPixels({ bytes, page, rotation: 0 }, async (pixels) => {
      const picture = pixels.resize({ ...size, fit: 'fill' }).toColourspace('srgb');
      if (form === 'svg') {
        const jpeg = await picture.jpeg({ quality: 90 }).toBuffer();
        const under = `<image width="${size.width}" height="${size.height}" href="data:image/jpeg;base64,${jpeg.toString('base64')}"/>`;
        return Buffer.from(outlinesSvg({ ...drawing, under }));
      }
      const drawn = picture.composite([{ input: Buffer.from(outlinesSvg(drawing)) }]).removeAlpha();
      return form === 'png'
        ? drawn.png().toBuffer()
        : drawn.jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer();
    }),
  );
}

/** How a thing of a class is drawn. @property colour of paper, `#rrggbb`. */
export interface LegendEntry {
  /** Null: without a class. */
  readonly className: string | null;
  readonly colour: string;
  readonly shape: ClassMark['shape'];
  readonly count: number;
}

/** What colours and shapes of a picture mean, in the order in which they are met. */
export function legendOf(
  detections: readonly Pick<Detection, 'class'>[],
  marks: ReadonlyMap<string, ClassMark>,
): LegendEntry[] {
  const byName = Map.groupBy(detections, (one) => one.class?.name ?? null);
  return [...byName].map(([className, { length: count }]) => {
    const mark = markOf(className, marks);
    return { className, colour: colourOf(mark), shape: mark.shape, count };
  });
}

function markOf(name: string | null, marks: ReadonlyMap<string, ClassMark>): ClassMark {
  return (name === null ? undefined : marks.get(name)) ?? unlabelledMark;
}
