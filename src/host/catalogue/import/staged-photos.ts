import { type ImportResult, nothingImported } from '#shared/domain/import.ts';
import { discardFiles, publishDisposable, publishFiles } from '#host/lib/durable-files.ts';
import { explained } from '#host/lib/explained.ts';
import { type ReadPhoto, type StagedPhoto, stagedOrReported } from './read-photo.ts';

/** Hands over one photo that was read. @param file as the report names it. */
export type Take = (file: string, result: ReadPhoto) => void;

/**
 * Puts the files of what `read` hands over on disk for good, so that their rows can be committed.
 *
 * @param what is being done, for the error of a disk.
 * @returns the photos, and what became of the others.
 * @throws StrandlineError `disk-full`, `no-permission`; what `read` throws.
 */
export async function publishRead(
  what: string,
  read: (take: Take) => Promise<void>,
): Promise<{ photos: readonly StagedPhoto[]; report: ImportResult }> {
  const report = nothingImported();
  const staged = new StagedPhotos();
  try {
    await read((file, result) => {
      const photo = stagedOrReported(report, file, result);
      if (photo !== undefined) staged.add(photo);
    });
    await staged.publish();
  } catch (error) {
    await staged.discard();
    throw explained(error, what);
  }
  return { photos: staged.published, report };
}

/** Puts photos into the store for good, and their thumbnails beside. */
export async function publishPhotos(photos: readonly StagedPhoto[]): Promise<void> {
  await publishFiles(photos.map(({ file }) => file));
  await publishDisposable(photos.map(({ thumb }) => thumb));
}

/** Sweeps away what of photos was staged and not published. */
export async function discardPhotos(photos: readonly StagedPhoto[]): Promise<void> {
  await discardFiles(photos.flatMap(({ file, thumb }) => [file, thumb]));
}

/** Photos whose files are flushed together. */
const batchSize = 64;

/** Files on their way to the disk. None has its name before all were read: what is stopped until then leaves nothing. */
class StagedPhotos {
  readonly published: StagedPhoto[] = [];
  #waiting: StagedPhoto[] = [];

  add(photo: StagedPhoto): void {
    this.#waiting.push(photo);
  }

  async publish(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, batchSize);
      await publishPhotos(batch);
      this.published.push(...batch);
      this.#waiting = this.#waiting.slice(batchSize);
    }
  }

  async discard(): Promise<void> {
    await discardPhotos(this.#waiting);
  }
}
