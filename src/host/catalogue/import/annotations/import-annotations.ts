import { basename } from 'node:path';
import { inOrder } from '#host/lib/in-order.ts';
import { readPhotoFile } from '#host/imaging/photo-file.ts';
import type { AnnotationsRequest, AnnotationsResult, SkippedLine } from '#shared/domain/annotations.ts';
import type { Tray } from '#shared/domain/tray.ts';
import { overlapOf } from '#shared/trays/box.ts';
import { boxAround } from '#shared/trays/outline-box.ts';
import type { WritableDb } from '../../database.ts';
import { addThings, type NewThing } from '../../edits/edit-detections.ts';
import { type Author, makeEdit } from '../../edits/edit.ts';
import { type Lab, refuseReadOnly } from '../../lab.ts';
import { hashOf } from '../../photo-store.ts';
import { listClasses } from '../../queries/classes.ts';
import { surveyName } from '../../queries/surveys.ts';
import { detectionsOf, listTrays, trayWith } from '../../queries/trays.ts';
import { addTray } from '../add-trays.ts';
import { type ReadPhoto, type StagedPhoto, stagePicture } from '../read-photo.ts';
import { publishRead } from '../staged-photos.ts';
import { whyUnreadable } from '../unreadable.ts';
import type { AnnotatedPicture, Annotations } from './annotations.ts';
import { ClassesByName } from './classes-by-name.ts';
import { outlineInPixels } from './outline-in-pixels.ts';
import { readAnnotations } from './read-annotations.ts';
import { trayOfName } from './tray-of-name.ts';

/** Pictures read at once: those of trays are large. */
const concurrency = 3;

/** Of what is about all of a file. */
const whole = { line: null, entry: null };

/** What overlaps something in a tray by more is taken for the same thing. */
const same = 0.5;

/**
 * Adds the boxes and outlines of a folder to the trays that they belong to, in one step: to the tray with a picture's bytes, else
 * to that of its name; a picture that is no tray yet becomes one. What cannot be taken is named with its file and line.
 *
 * @throws StrandlineError as `readAnnotations`; `not-found` for the survey, `disk-full`, `no-permission`, `lab-read-only`.
 */
export async function importAnnotations(
  lab: Lab,
  author: Author,
  { survey, directory, state, format }: AnnotationsRequest,
): Promise<AnnotationsResult> {
  refuseReadOnly(lab);
  surveyName(lab.db, survey);
  const annotations = readAnnotations(directory, format);
  const { places, skipped, staged } = await placesOf(lab, survey, annotations);
  // Reading takes a while; the survey may have gone to the bin meanwhile.
  surveyName(lab.db, survey);
  const classes = new ClassesByName(listClasses(lab.db));
  const trays = new Set<number>();
  let added = 0;
  let detections = 0;
  const things = places.size;
  if (things > 0)
    makeEdit(lab.db, author, { kind: 'import-annotations', things }, (step) => {
      const byHash = new Map<string, number>();
      for (const [picture, place] of places) {
        const photo = 'hash' in place ? staged.get(place.hash)?.photo : undefined;
        let tray = 'tray' in place ? place.tray : byHash.get(place.hash);
        if (tray === undefined && photo !== undefined && 'hash' in place) {
          tray = addTray(lab.db, step, { survey, at: author.at, photo });
          byHash.set(place.hash, tray);
          trays.add(tray);
          added += 1;
        }
        if (tray === undefined) continue;
        const taken = thingsFor(lab.db, trayWith(lab.db, tray), picture, classes, skipped);
        addThings(lab.db, author, step, { tray, state, things: taken });
        if (taken.length > 0) trays.add(tray);
        detections += taken.length;
      }
    });
  return {
    format: annotations.format,
    trays: [...trays],
    added,
    detections,
    skipped,
    notes: classes.notes(),
  };
}

/** The tray in use that a picture is, or the bytes of one that is to be added. */
type Place = { readonly tray: number } | { readonly hash: string };

async function placesOf(
  lab: Lab,
  survey: number,
  { pictures, skipped: before }: Annotations,
): Promise<{
  places: Map<AnnotatedPicture, Place>;
  skipped: SkippedLine[];
  staged: Map<string, StagedPhoto>;
}> {
  const all = listTrays(lab.db);
  const places = new Map<AnnotatedPicture, Place>();
  const skipped = [...before];
  const { photos, report } = await publishRead(`annotations imported into ${lab.directory}`, async (take) => {
    const seen = new Set<string>();
    const look = (picture: AnnotatedPicture): Promise<Found> => find(lab, all, survey, picture);
    for await (const [picture, found] of inOrder(pictures, concurrency, look)) {
      if ('reason' in found) {
        skipped.push({ file: picture.name, ...whole, reason: found.reason });
        continue;
      }
      places.set(picture, found);
      if (!('hash' in found) || seen.has(found.hash)) continue;
      seen.add(found.hash);
      take(picture.name, await found.stage());
    }
  });
  skipped.push(...report.skipped.map(({ file, reason }) => ({ file, ...whole, reason })));
  return { places, skipped, staged: new Map(photos.map((one) => [one.photo.hash, one])) };
}

type Found =
  | { readonly tray: number }
  | { readonly hash: string; readonly stage: () => Promise<ReadPhoto> }
  | { readonly reason: string };

async function find(
  lab: Lab,
  trays: readonly Tray[],
  survey: number,
  { name, file, size }: AnnotatedPicture,
): Promise<Found> {
  if (file === null) {
    const tray = trayOfName(trays, survey, basename(name), size);
    return tray === undefined
      ? { reason: 'its picture is not in the folder, and no tray of the survey is called so' }
      : { tray: tray.id };
  }
  let bytes: Buffer;
  try {
    bytes = await readPhotoFile(file);
  } catch (error) {
    return { reason: whyUnreadable(error) };
  }
  const hash = hashOf(bytes);
  const known = trays.find((one) => one.hash === hash) ?? trayOfName(trays, null, basename(file), size);
  return known === undefined
    ? { hash, stage: () => stagePicture(lab, bytes, basename(file)) }
    : { tray: known.id };
}

/** The things of a picture that its tray has not yet. */
function thingsFor(
  db: WritableDb,
  tray: Tray,
  { things, unit, size }: AnnotatedPicture,
  classes: ClassesByName,
  skipped: SkippedLine[],
): NewThing[] {
  const there = detectionsOf(db, tray.id).map(({ id, outline }) => ({ id, box: boxAround(outline) }));
  return things.flatMap(({ outline, className, at }) => {
    const pixels = outlineInPixels(outline, unit, { said: size, is: tray });
    if (typeof pixels === 'string') {
      skipped.push({ ...at, reason: pixels });
      return [];
    }
    const box = boxAround(pixels);
    const known = there.find((one) => overlapOf(one.box, box) > same);
    if (known === undefined) return [{ outline: pixels, class: classes.idOf(className) }];
    skipped.push({ ...at, reason: `it is in ${tray.number} already, as detection ${known.id}` });
    return [];
  });
}
