import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DetectorRow } from '#shared/contract/topics/detectors.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Lab, refuseReadOnly } from '#host/catalogue/lab.ts';
import { pathsIn } from '#host/catalogue/lab-paths.ts';
import { readDetectorInfo } from '#host/detector/detector-file.ts';
import { inside, ownFile } from '#host/lib/inside.ts';
import { systemReason } from '#host/lib/system-error.ts';

/*
 * A lab's detectors are files that describe themselves, in detectors/: no row names them. One that was removed lies in
 * detectors/removed/ until it is put back.
 */

const ending = '.onnx';
type Where = 'kept' | 'removed';

function folderOf({ paths }: Pick<Lab, 'paths'>, where: Where): string {
  return where === 'kept' ? paths.detectors : join(paths.detectors, 'removed');
}

/** Ids of the detectors in a folder, newest first: they are named after the time. */
function idsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith(ending))
    .map(({ name }) => name.slice(0, -ending.length))
    .sort()
    .reverse();
}

function fileOf(lab: Pick<Lab, 'paths'>, where: Where, id: string): string {
  const folder = folderOf(lab, where);
  return ownFile(folder, inside(folder, `${id}${ending}`));
}

/** A lab's detectors, newest first, and why others that lie there cannot be used. */
export interface ListedDetectors {
  readonly detectors: readonly DetectorRow[];
  readonly damaged: readonly { readonly id: string; readonly reason: string }[];
}

/** @param where default: those in use. */
export function listDetectors(lab: Pick<Lab, 'paths'>, where: Where = 'kept'): ListedDetectors {
  const detectors: DetectorRow[] = [];
  const damaged: { id: string; reason: string }[] = [];
  for (const id of idsIn(folderOf(lab, where)))
    try {
      detectors.push(rowOf(id, fileOf(lab, where, id)));
    } catch (error) {
      damaged.push({ id, reason: systemReason(error) });
    }
  return { detectors, damaged };
}

function rowOf(id: string, file: string): DetectorRow {
  const { name, createdAt, pictures, boxes, report, thresholds } = readDetectorInfo(file);
  const called = name === '' ? id : name;
  return { id, name: called, trainedAt: createdAt, pictures, boxes, threshold: thresholds.fused, report };
}

/** @throws StrandlineError `not-found`, `not-a-model`, `corrupt-file`. */
export function detectorWith(lab: Pick<Lab, 'paths'>, id: string): DetectorRow {
  return rowOf(id, existing(lab, 'kept', id));
}

/**
 * The file of a detector that is in use.
 *
 * @param called its id, or its name: then the newest of that name.
 * @throws StrandlineError `not-found`, `corrupt-file`.
 */
export function detectorFile(lab: Pick<Lab, 'paths'>, called: string): string {
  if (idsIn(folderOf(lab, 'kept')).includes(called)) return fileOf(lab, 'kept', called);
  const { detectors } = listDetectors(lab);
  const named = detectors.find(({ name }) => name === called);
  if (named !== undefined) return fileOf(lab, 'kept', named.id);
  const others = detectors.map(({ name }) => `“${name}”`).join(', ');
  throw new StrandlineError(
    'not-found',
    `This lab has no detector “${called}”. ${others === '' ? 'Train one first.' : `It has ${others}.`}`,
  );
}

/** A new detector's file, named after the time, so that the last by name is the newest. */
export function newDetectorFile({ paths }: Pick<Lab, 'paths'>, now: Date = new Date()): string {
  mkdirSync(paths.detectors, { recursive: true });
  const taken = new Set([...idsIn(paths.detectors), ...idsIn(folderOf({ paths }, 'removed'))]);
  for (let at = now.getTime(); ; at += 1000) {
    const time = new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
    const id = `detector-${time}`;
    if (!taken.has(id)) return join(paths.detectors, `${id}${ending}`);
  }
}

/** Id of the detector in a file. */
export function detectorId(file: string): string {
  return basename(file, ending);
}

/** Takes a detector out of use; it can be put back. @throws StrandlineError `not-found`, `corrupt-file`, `lab-read-only`. */
export function removeDetector(lab: Lab, id: string): void {
  move(lab, id, 'kept', 'removed');
}

/** Puts a removed detector back. @throws StrandlineError `not-found`, `corrupt-file`, `lab-read-only`. */
export function putDetectorBack(lab: Lab, id: string): void {
  move(lab, id, 'removed', 'kept');
}

function move(lab: Lab, id: string, from: Where, to: Where): void {
  refuseReadOnly(lab);
  const file = existing(lab, from, id);
  mkdirSync(folderOf(lab, to), { recursive: true });
  renameSync(file, fileOf(lab, to, id));
}

function existing(lab: Pick<Lab, 'paths'>, where: Where, id: string): string {
  const file = fileOf(lab, where, id);
  if (!existsSync(file)) throw new StrandlineError('not-found', `This lab has no detector ${id} any more.`);
  return file;
}

/** The detector at a place: the file itself, or a lab's newest. @throws StrandlineError `not-found`. */
export function detectorAt(place: string): string {
  if (!existsSync(place)) throw new StrandlineError('not-found', `There is no ${place}.`, { place });
  if (!statSync(place).isDirectory()) return place;
  const lab = { paths: pathsIn(place) };
  const [newest] = idsIn(folderOf(lab, 'kept'));
  if (newest === undefined)
    throw new StrandlineError('not-found', `${place} has no detector yet. Train one first.`, { place });
  return fileOf(lab, 'kept', newest);
}
