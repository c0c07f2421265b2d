import { showsItself } from '#host/imaging/as-seen.ts';
import type { Detection, Outline, Tray } from '#shared/domain/tray.ts';
import type { TrayExportRequest } from '#shared/domain/tray-export.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Box } from '#shared/trays/box.ts';
import { boxAround, withinPicture } from '#shared/trays/outline-box.ts';
import type { ReadableDb } from '../../database.ts';
import type { Lab } from '../../lab.ts';
import { type StoredName, ownPhotoPath } from '../../photo-store.ts';
import { storedPhoto } from '../../queries/samples/photos.ts';
import { detectionsOf, listTrays, trayWith } from '../../queries/trays.ts';
import type { PhotoCopy } from '../copy-photos.ts';

/** A tray as it is exported. */
export interface ExportedTray {
  readonly tray: Tray;
  /** What was accepted in it. */
  readonly things: readonly ExportedThing[];
  /** Its picture's copy, in `images/`. */
  readonly copy: PhotoCopy;
}

export interface ExportedThing {
  readonly detection: Detection;
  /** Without what reaches out of the picture. */
  readonly outline: Outline;
  readonly box: Box;
}

/** The class of what has none, where others ask for one. */
export const noClassName = 'fragment';

/** Trays that are asked for, and why some of them stay behind. @throws StrandlineError `not-found`. */
export function chosenTrays(
  db: ReadableDb,
  { survey, trays: ids, unreviewed }: Pick<TrayExportRequest, 'survey' | 'trays' | 'unreviewed'>,
): { trays: Tray[]; leftOut: { tray: string; reason: string }[] } {
  const asked =
    ids === undefined ? listTrays(db, { survey }) : [...new Set(ids)].map((id) => trayWith(db, id));
  const trays = asked.filter(({ reviewed }) => unreviewed || reviewed !== null);
  const leftOut = asked
    .filter((one) => !trays.includes(one))
    .map(({ survey: { name }, number, counts: { proposed } }) => ({
      tray: `${number} of ${name}`,
      reason: proposed === 0 ? 'it was not reviewed' : `it was not reviewed: ${proposed} proposals wait`,
    }));
  return { trays, leftOut };
}

/** What of trays is exported. @throws StrandlineError `corrupt-file`, `not-found` where the lab has no file of a picture. */
export async function exportedTrays(lab: Lab, trays: readonly Tray[]): Promise<ExportedTray[]> {
  const exported: ExportedTray[] = [];
  for (const tray of trays)
    exported.push({ tray, things: thingsOf(lab, tray), copy: await copyOf(lab, tray) });
  return exported;
}

function thingsOf({ db }: Lab, tray: Tray): ExportedThing[] {
  return detectionsOf(db, tray.id)
    .filter(({ state }) => state === 'accepted')
    .map((detection) => {
      const outline = withinPicture(detection.outline, tray);
      return { detection, outline, box: boxAround(outline) };
    })
    .filter(({ box }) => box.width > 0 && box.height > 0);
}

/** Formats that many a program for annotations cannot open. */
const uncommon: readonly string[] = ['heic', 'avif'];

/** A picture that does not show itself to every program as it is seen here is written as it is seen, the others byte for byte. */
async function copyOf(lab: Lab, tray: Tray): Promise<PhotoCopy> {
  const { page, ...photo } = storedTray(lab.db, tray);
  const { extension } = photo;
  const name = `images/${trayFileStem(tray)}`;
  const isPlain =
    page === 0 && !uncommon.includes(extension) && (await showsItself(ownPhotoPath(lab, photo), extension));
  if (isPlain) return { photo, path: `${name}.${extension}` };
  return { photo, path: `${name}.${extension === 'jpg' ? 'jpg' : 'png'}`, asSeen: { rotation: 0, page } };
}

/** A tray's file in the store. @throws StrandlineError `corrupt-file`, `not-found`. */
export function storedTray(db: ReadableDb, { hash, number }: Tray): StoredName & { readonly page: number } {
  const stored = storedPhoto(db, hash);
  if (stored !== undefined) return stored;
  throw new StrandlineError('not-found', `The picture of ${number} is not in the lab any more.`);
}

/** What a tray's picture is called outside, without its ending: the same in every export, and known again by its hash. */
export function trayFileStem({ number, hash }: Pick<Tray, 'number' | 'hash'>): string {
  return `${number}-${hash.slice(0, hashDigits)}`;
}

const hashDigits = 12;

/** The first digits of the hash of the tray whose picture is called so, see {@link trayFileStem}. */
export function hashInName(name: string): string | undefined {
  return new RegExp(`^T-\\d{4,}-([0-9a-f]{${hashDigits}})(?:\\.\\w+)?$`).exec(name)?.[1];
}

/** What a thing is called outside. */
export function classNameOf({ class: named }: Detection): string {
  return named?.name ?? noClassName;
}

/** Names of the classes of things, in the order of the lab's; what has none comes last. */
export function classNamesOf(
  trays: readonly ExportedTray[],
  order: readonly { readonly name: string }[],
): string[] {
  const used = new Set(trays.flatMap(({ things }) => things.map(({ detection }) => classNameOf(detection))));
  return [...new Set([...order.map(({ name }) => name), noClassName])].filter((name) => used.has(name));
}

/** What a reader should know of the classes that were written. */
export function classNotes(trays: readonly ExportedTray[]): string[] {
  const all = trays.flatMap(({ things }) => things.map(({ detection }) => detection));
  const without = all.filter((one) => one.class === null).length;
  const byModel = all.filter(({ classBy }) => classBy === 'model').length;
  return [
    ...(without > 0 ? [`${without} of ${all.length} have no class; they are called “${noClassName}”.`] : []),
    ...(byModel > 0 ? [`${byModel} of ${all.length} classes were said by a model, not by a person.`] : []),
    ...trays
      .filter(({ copy }) => copy.asSeen !== undefined)
      .map(
        ({ copy }) =>
          `${copy.path} was written anew, as it is seen: its file does not show itself so to every program.`,
      ),
  ];
}
