import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { hashedPassage } from '#host/lib/hashed-passage.ts';
import { systemError } from '#host/lib/system-error.ts';
import { StrandlineError } from '#shared/errors.ts';
import { explained } from '#host/lib/explained.ts';
import { databaseName } from '../lab-paths.ts';
import { type Lab, openLabToRead } from '../lab.ts';
import type { OtherLab } from './other-lab.ts';
import { bagTags, hashOfTag, isBagDeclaration, readBagManifest } from './bag.ts';
import {
  bagFolder,
  hashIn,
  longestOf,
  packedDatabase,
  packedModelName,
  packedName,
} from './packed-format.ts';

/**
 * Opens a packed lab. Its database is unpacked into a temporary folder and held against its checksum; photos and models are
 * read from the archive when they are copied. Nothing in it is trusted: names, sizes and kinds of all its parts are looked at before any is
 * unpacked, and none is unpacked under a name that it gives.
 *
 * @throws StrandlineError `corrupt-file` that names the part.
 */
export async function openPackedLab(file: string): Promise<OtherLab> {
  const zip = await opened(file);
  const folder = mkdtempSync(join(tmpdir(), 'strandline-packed-'));
  const remove = (): void => {
    zip.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const parts = await partsOf(zip, file);
    const listed = await listOf(zip, file, parts);
    refuseDiffering(file, parts, listed);
    await unpackDatabase(zip, file, { parts, listed, folder });
    const lab = openedDatabase(file, folder);
    const read = async (name: string): Promise<Readable> => {
      const entry = parts.get(name);
      if (entry === undefined) throw refused(file, `${name} is not in it, though its catalogue says so`);
      return streamOf(zip, entry);
    };
    return {
      db: lab.db,
      read: ({ hash, extension }) => read(packedName(hash, extension)),
      readModel: (model) => read(packedModelName(model)),
      close: () => {
        lab.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error instanceof StrandlineError ? error : explained(error, file);
  }
}

/** What is wrong with the database is said of the archive: nobody knows the folder that it was unpacked into. */
function openedDatabase(file: string, folder: string): Lab {
  try {
    return openLabToRead(folder, 'it is brought into another lab');
  } catch (error) {
    if (!(error instanceof StrandlineError) || !['lab-damaged', 'not-a-lab'].includes(error.code))
      throw error;
    throw refused(file, `${packedDatabase} is damaged, or is not built as that of a lab`);
  }
}

/** By their names in the bag. */
type Parts = ReadonlyMap<string, Entry>;
/** SHA-256 by names in the bag. */
type Listed = ReadonlyMap<string, string>;

function refused(file: string, why: string): StrandlineError {
  return new StrandlineError(
    'corrupt-file',
    `${basename(file)} cannot be brought in: ${why}. Nothing was written. Have it packed and sent again.`,
    { file },
  );
}

async function opened(file: string): Promise<ZipFile> {
  try {
    return await yauzl.openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true });
  } catch (error) {
    if (systemError(error) !== undefined) throw explained(error, file);
    throw refused(file, 'it is no packed lab, or its end is missing');
  }
}

/** Looks at the list of what is in the archive. */
async function partsOf(zip: ZipFile, file: string): Promise<Parts> {
  const parts = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName.startsWith(bagFolder) ? entry.fileName.slice(bagFolder.length) : '';
      const why = whyNoPart(name, entry) ?? (parts.has(name) ? 'is in it twice' : undefined);
      if (why !== undefined) throw refused(file, `${JSON.stringify(entry.fileName.slice(0, 120))} ${why}`);
      parts.set(name, entry);
    }
  } catch (error) {
    if (error instanceof StrandlineError) throw error;
    throw refused(
      file,
      `its list cannot be read (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  return parts;
}

const fileType = 0o170000;
const regularFile = 0o100000;

/** Why an entry is no part of a packed lab. */
function whyNoPart(name: string, entry: Entry): string | undefined {
  const most = longestOf(name);
  if (most === undefined) return 'does not belong into a packed lab';
  const type = (entry.externalFileAttributes >>> 16) & fileType;
  if (type !== 0 && type !== regularFile) return 'is a link or a folder, and no file';
  if (entry.isEncrypted()) return 'is encrypted';
  if (entry.uncompressedSize > most)
    return `would be ${Math.ceil(entry.uncompressedSize / 1e6)} MB long, more than any such part is`;
  return undefined;
}

/** What the bag's list says of its payload, once the list is what the bag's list of lists says. */
async function listOf(zip: ZipFile, file: string, parts: Parts): Promise<Listed> {
  const textOf = async (name: string): Promise<string> => {
    const entry = parts.get(name);
    if (entry === undefined) throw refused(file, `${name} is not in it, so it is no packed lab`);
    try {
      return (await buffer(await streamOf(zip, entry))).toString('utf8');
    } catch (error) {
      throw refused(file, `${name} cannot be unpacked (${error instanceof Error ? error.message : ''})`);
    }
  };
  const manifestIn = async (name: string): Promise<Listed> => {
    const read = readBagManifest(await textOf(name));
    if (read === undefined) throw refused(file, `${name} is no list of checksums`);
    return read;
  };
  if (!isBagDeclaration(await textOf(bagTags.declaration)))
    throw refused(file, `${bagTags.declaration} is not that of a bag that this version reads`);
  const tags = await manifestIn(bagTags.tagManifest);
  for (const name of [bagTags.declaration, bagTags.info, bagTags.manifest])
    if (tags.get(name) !== hashOfTag(await textOf(name)))
      throw refused(file, `${name} has another checksum than ${bagTags.tagManifest} says`);
  return manifestIn(bagTags.manifest);
}

/** The list and the archive have to be of one and the same. */
function refuseDiffering(file: string, parts: Parts, listed: Listed): void {
  for (const [name, sha256] of listed) {
    if (!parts.has(name)) throw refused(file, `${name} is missing in it`);
    const meant = hashIn(name);
    if (meant !== undefined && meant !== sha256)
      throw refused(file, `${name} has another checksum than its name says`);
  }
  for (const name of parts.keys())
    if (name.startsWith('data/') && !listed.has(name)) throw refused(file, `${name} is not in its list`);
  if (!listed.has(packedDatabase)) throw refused(file, `${packedDatabase} is missing in it`);
}

async function unpackDatabase(
  zip: ZipFile,
  file: string,
  { parts, listed, folder }: { parts: Parts; listed: Listed; folder: string },
): Promise<void> {
  const entry = parts.get(packedDatabase);
  if (entry === undefined) throw refused(file, `${packedDatabase} is missing in it`);
  const hashed = hashedPassage();
  try {
    await pipeline(await streamOf(zip, entry), hashed.through, createWriteStream(join(folder, databaseName)));
  } catch (error) {
    if (systemError(error) !== undefined) throw explained(error, folder);
    throw refused(
      file,
      `${packedDatabase} cannot be unpacked (${error instanceof Error ? error.message : ''})`,
    );
  }
  if (hashed.digest() !== listed.get(packedDatabase))
    throw refused(file, `${packedDatabase} has another checksum than its list says`);
}

/** Gives no more bytes than the archive says that the part has. */
function streamOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  return zip.openReadStreamPromise(entry);
}
