import { basename } from 'node:path';
import { LRUCache } from 'lru-cache';
import { StrandlineError } from '#shared/errors.ts';
import type { PhotoFile } from '#shared/domain/photo.ts';
import type { Preprocessing } from '#shared/learning/prediction/preprocessing.ts';
import type { Augmentation } from '#shared/learning/recipe.ts';
import { augmentedView, decodeForViews } from '#host/imaging/augment.ts';
import { type Pixels, squared } from '#host/imaging/preprocess.ts';
import { readPhotoFile } from '#host/imaging/photo-file.ts';

/** What decides a view beside the photo and the view's number. */
export interface ViewRules {
  readonly preprocessing: Preprocessing;
  readonly augmentation: Augmentation;
}

/** Where views of photos come from. */
export interface ViewSource {
  readonly rules: ViewRules;
  /**
   * Views of one photo. View 0 is the photo as it is; the others are augmented, drawn from the photo's hash and the view's
   * number, so they are the same in every run.
   *
   * @returns the bytes of each view, [imageSize, imageSize, 3].
   * @throws StrandlineError `photo-unreadable` naming the photo.
   */
  views(file: PhotoFile, views: readonly number[]): Promise<Uint8Array[]>;
}

/**
 * Makes views of photos for training and evaluation, keeping decoded photos in memory up to a limit: a run comes back to each
 * of them every epoch.
 */
export class ViewMaker implements ViewSource {
  readonly rules: ViewRules;
  readonly #decoded: LRUCache<string, Pixels>;

  /** @param cacheBytes how much the decoded photos may take. */
  constructor(rules: ViewRules, cacheBytes: number) {
    this.rules = rules;
    this.#decoded = new LRUCache({
      maxSize: Math.max(1, Math.floor(cacheBytes)),
      sizeCalculation: ({ data }) => data.length,
    });
  }

  async views(file: PhotoFile, views: readonly number[]): Promise<Uint8Array[]> {
    try {
      return await this.#made(file, views);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StrandlineError(
        'photo-unreadable',
        `Photo ${basename(file.path)} (${file.path}) could not be read: ${reason}.`,
        {},
        error,
      );
    }
  }

  async #made(file: PhotoFile, views: readonly number[]): Promise<Uint8Array[]> {
    const { preprocessing, augmentation } = this.rules;
    const { imageSize } = preprocessing;
    const plain = views.includes(0) ? await this.#kept(file, 'plain') : undefined;
    const working = views.some((view) => view !== 0) ? await this.#kept(file, 'working') : undefined;
    const made = views.map(async (view) => {
      if (view === 0) return plain?.data;
      return working && augmentedView(working, imageSize, augmentation, viewSeed(file.hash) + view);
    });
    return (await Promise.all(made)).map((bytes) => bytes ?? new Uint8Array());
  }

  async #kept({ hash, path, rotation, page }: PhotoFile, kind: 'plain' | 'working'): Promise<Pixels> {
    const key = `${kind} ${hash} ${rotation} ${page ?? 0}`;
    const known = this.#decoded.get(key);
    if (known !== undefined) return known;
    const raw = { bytes: await readPhotoFile(path), rotation, page };
    const { imageSize, range } = this.rules.preprocessing;
    const pixels =
      kind === 'working'
        ? await decodeForViews(raw, imageSize, range)
        : { data: await squared(raw, imageSize, range), width: imageSize, height: imageSize };
    this.#decoded.set(key, pixels);
    return pixels;
  }
}

/** Views are drawn from the photo alone: the first 32 bits of its hash. */
function viewSeed(hash: string): number {
  return Number.parseInt(hash.slice(0, 8), 16) | 0;
}
