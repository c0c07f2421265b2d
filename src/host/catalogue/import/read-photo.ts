import { readFile } from 'node:fs/promises';
import type { ImportResult } from '#shared/domain/import.ts';
import { StrandlineError } from '#shared/errors.ts';
import { decoding, openPhoto } from '../../imaging/decode.ts';
import { sizeAsSeen, takenAt } from '../../imaging/metadata.ts';
import { makeThumbnail } from '../../imaging/renditions.ts';
import type { Lab } from '../lab.ts';
import { type StagedFile, stageFile, writeDisposable } from '#host/lib/durable-files.ts';
import { hashOf, photoPath } from '../photo-store.ts';
import { renditionPath } from '../renditions.ts';
import { type NewPhoto, knownPhoto } from '../queries/samples/photos.ts';

/** What became of one file: written beside its place in the store, known already, or left out with a reason. */
export type ReadPhoto =
  | { readonly kind: 'staged'; readonly photo: Omit<NewPhoto, 'umPerPixel'>; readonly file: StagedFile }
  | { readonly kind: 'known'; readonly inBin: boolean }
  | { readonly kind: 'skipped'; readonly reason: string };

export type StagedPhoto = Extract<ReadPhoto, { kind: 'staged' }>;

/** The photo where there is one to add; where there is none, the report says why. @param file as the report names it. */
export function stagedOrReported(
  report: ImportResult,
  file: string,
  result: ReadPhoto,
): StagedPhoto | undefined {
  if (result.kind === 'staged') return result;
  if (result.kind === 'skipped') report.skipped.push({ file, reason: result.reason });
  else if (result.inBin) report.skipped.push({ file, reason: 'it is in the bin; take it out there' });
  else {
    report.duplicates += 1;
    report.alreadyInLab += 1;
  }
  return undefined;
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
    bytes = await readFile(path);
  } catch (error) {
    return { kind: 'skipped', reason: unreadable(error) };
  }
  return stagePhoto(lab, bytes, fileName);
}

/** {@link readPhoto} of bytes that are no file, such as a picture on the clipboard. */
export async function stagePhoto(lab: Lab, bytes: Uint8Array, fileName: string): Promise<ReadPhoto> {
  const hash = hashOf(bytes);
  const known = knownPhoto(lab.db, hash);
  if (known !== undefined) return { kind: 'known', ...known };
  let checked: Awaited<ReturnType<typeof check>>;
  try {
    checked = await decoding(() => check(bytes));
  } catch (error) {
    return { kind: 'skipped', reason: error instanceof Error ? error.message : String(error) };
  }
  const { extension, thumb, ...facts } = checked;
  const [file] = await Promise.all([
    stageFile(photoPath(lab, { hash, extension }), bytes),
    writeDisposable(renditionPath(lab, hash, 'thumb'), thumb),
  ]);
  return { kind: 'staged', file, photo: { hash, extension, bytes: bytes.length, fileName, ...facts } };
}

/** What the file system says about a file that cannot be read, in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there any more; it was moved or deleted while it was waiting to be read',
  EACCES: 'you may not read it; ask for access to its folder',
  EPERM: 'you may not read it; ask for access to its folder',
  EBUSY: 'another program holds it; close it there and add it again',
  EISDIR: 'it is a folder; import it with Import photos',
};

function unreadable(error: unknown): string {
  return (
    reasons[codeOf(error)] ??
    `it cannot be opened (${error instanceof Error ? error.message : String(error)})`
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Decodes the whole picture once: that it is whole, its thumbnail and its fingerprint come from the same pass. */
async function check(bytes: Uint8Array): Promise<{
  extension: string;
  thumb: Buffer;
  fingerprint: string;
  width: number;
  height: number;
  takenAt: string | null;
}> {
  const { extension, metadata, pixels } = await openPhoto(bytes);
  const { thumb, fingerprint } = await makeThumbnail(pixels());
  const size = sizeAsSeen(metadata);
  if (size.width < 8 || size.height < 8) {
    throw new StrandlineError('photo-unreadable', `it has only ${size.width} x ${size.height} pixels`);
  }
  return { extension, thumb, fingerprint, ...size, takenAt: takenAt(metadata) };
}
