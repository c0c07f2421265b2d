import type { ImportResult, ImportWarning } from '#shared/domain/import.ts';
import { checkPhoto } from '#host/imaging/check-photo.ts';
import type { CheckedPhoto } from '#host/imaging/checked-photo.ts';
import type { PhotoNote, ReadFacts } from '#host/imaging/photo-facts.ts';
import type { Lab } from '../lab.ts';
import { type StagedFile, stageFile } from '#host/lib/durable-files.ts';
import { hashOf, photoPath } from '../photo-store.ts';
import { renditionPath } from '../renditions.ts';
import { type NewPhoto, knownPhoto } from '../queries/samples/photos.ts';
import { whyUnreadable } from './unreadable.ts';
import { readPhotoFile } from '#host/imaging/photo-file.ts';

/** What became of one file: written beside its place in the store, known already, or left out with a reason. */
export type ReadPhoto =
  | {
      readonly kind: 'staged';
      readonly photo: NewPhoto;
      /** What a person should know of how it was read. */
      readonly notes: readonly PhotoNote[];
      readonly file: StagedFile;
      readonly thumb: StagedFile;
    }
  | { readonly kind: 'known'; readonly inBin: boolean }
  | { readonly kind: 'skipped'; readonly reason: string };

export type StagedPhoto = Extract<ReadPhoto, { kind: 'staged' }>;

/** The photo where there is one to add; where there is none, the report says why. @param file as the report names it. */
export function stagedOrReported(
  report: ImportResult,
  file: string,
  result: ReadPhoto,
): StagedPhoto | undefined {
  if (result.kind === 'staged') {
    for (const note of result.notes) addNote(report.warnings, file, note);
    return result;
  }
  if (result.kind === 'skipped') report.skipped.push({ file, reason: result.reason });
  else if (result.inBin) report.skipped.push({ file, reason: 'it is in the bin; take it out there' });
  else {
    report.duplicates += 1;
    report.alreadyInLab += 1;
  }
  return undefined;
}

/** Adds a note to the warnings; files of which the same is to be said are one warning. */
export function addNote(warnings: ImportWarning[], file: string, { code, message }: PhotoNote): void {
  const said = warnings.find((warning) => warning.code === code && warning.message === message);
  if (said === undefined) warnings.push({ code, message, files: [file] });
  else said.files.push(file);
}

/**
 * What an import would say of a photo of this name. Its pixels are decoded, since only that shows whether it is whole; nothing is written.
 *
 * @returns a reason for a person where it would be left out.
 */
export async function inspectPhoto(
  bytes: Uint8Array,
  name?: string,
): Promise<ReadFacts | { readonly leftOut: string }> {
  try {
    return await checkPhoto(bytes, name);
  } catch (error) {
    return { leftOut: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Reads and checks one file and writes it beside its place in the store, to be published before its row is committed.
 * What is wrong with the file itself is a reason, never an exception.
 *
 * @throws what the disk says (full, read-only): the import cannot go on.
 */
export async function readPhoto(lab: Lab, path: string, fileName: string): Promise<ReadPhoto> {
  let bytes: Buffer;
  try {
    bytes = await readPhotoFile(path);
  } catch (error) {
    return { kind: 'skipped', reason: whyUnreadable(error) };
  }
  return stagePhoto(lab, bytes, fileName);
}

/** {@link readPhoto} of bytes that are no file, such as a picture on the clipboard. */
export async function stagePhoto(lab: Lab, bytes: Uint8Array, fileName: string): Promise<ReadPhoto> {
  const known = knownPhoto(lab.db, hashOf(bytes));
  return known === undefined ? stagePicture(lab, bytes, fileName) : { kind: 'known', ...known };
}

/** {@link stagePhoto}, whether or not the lab has a photo of these bytes. */
export async function stagePicture(lab: Lab, bytes: Uint8Array, fileName: string): Promise<ReadPhoto> {
  const hash = hashOf(bytes);
  let checked: CheckedPhoto;
  try {
    checked = await checkPhoto(bytes, fileName);
  } catch (error) {
    return { kind: 'skipped', reason: error instanceof Error ? error.message : String(error) };
  }
  const { thumb, fingerprint, facts, notes } = checked;
  const [file, staged] = await Promise.all([
    stageFile(photoPath(lab, { hash, extension: facts.extension }), bytes),
    stageFile(renditionPath(lab, { hash }, 'thumb'), thumb),
  ]);
  return {
    kind: 'staged',
    file,
    thumb: staged,
    notes,
    photo: { hash, bytes: bytes.length, fileName, fingerprint, ...facts },
  };
}
