import { existsSync } from 'node:fs';
import { constants, copyFile, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StrandlineError } from '#shared/errors.ts';
import type { ReportProgress } from '#shared/progress.ts';
import { explained } from '../database.ts';
import type { Lab } from '../lab.ts';
import { photoPath } from '../photo-store.ts';
import { type ExportedPhoto, photosForExport } from '../queries/photos.ts';

const unlabelled = 'unlabelled';

/**
 * Writes every photo, bytes untouched, as `class/survey number/angle.ext` below a folder: the layout `class/sample/photo`
 * that import reads. A rerun after an interruption goes on where it stopped.
 *
 * @throws StrandlineError `bad-argument` where the folder holds other things, `disk-full`, `lab-read-only`, `cancelled`.
 */
export async function exportPhotos(
  lab: Lab,
  directory: string,
  { signal, report }: { signal: AbortSignal; report: ReportProgress },
): Promise<{ photos: number; directory: string }> {
  const photos = photosForExport(lab.db);
  const targets = photos.map((photo) => ({ photo, target: join(directory, exportedName(photo)) }));
  try {
    await refuseStrangers(directory, new Set(photos.map(classFolder)));
    let done = 0;
    for (const { photo, target } of targets) {
      signal.throwIfAborted();
      await mkdir(dirname(target), { recursive: true });
      if (!existsSync(target)) await copyFile(photoPath(lab, photo), target, constants.COPYFILE_FICLONE);
      done += 1;
      report({ phase: 'Writing photos', done, total: photos.length, unit: 'photos' });
    }
  } catch (error) {
    throw explained(error, `export to ${directory}`);
  }
  return { photos: photos.length, directory };
}

async function refuseStrangers(directory: string, ours: ReadonlySet<string>): Promise<void> {
  if (!existsSync(directory)) return;
  const stranger = (await readdir(directory)).find((name) => !ours.has(name));
  if (stranger !== undefined) {
    throw new StrandlineError(
      'bad-argument',
      `The folder ${directory} holds other things (${stranger}). Choose an empty or new folder.`,
    );
  }
}

function exportedName(photo: ExportedPhoto): string {
  const sample = fileSystemName(`${photo.survey} ${photo.number}`);
  return join(classFolder(photo), sample, `${String(photo.angle).padStart(3, '0')}.${photo.extension}`);
}

function classFolder(photo: ExportedPhoto): string {
  return fileSystemName(photo.class ?? unlabelled);
}

/** A name that Windows, macOS and Linux all take: without the characters Windows forbids, not too long, not ending in a dot. */
export function fileSystemName(name: string): string {
  const plain = name
    .replaceAll(/[<>:"/\\|?*\p{Cc}]/gu, '_')
    .slice(0, 120)
    .replace(/[. ]+$/, '');
  return plain === '' ? '_' : plain;
}
