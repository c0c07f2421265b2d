import { readFile } from 'node:fs/promises';
import { StrandlineError } from '#shared/errors.ts';
import { argmax } from '#shared/learning/figures/metrics.ts';
import {
  type Reading,
  type Seen,
  type Verdict,
  meanSeen,
  verdictFrom,
} from '#shared/learning/prediction/verdict.ts';
import {
  type Pixels,
  normalised,
  prepare,
  preparePixels,
  squared,
  squaredPixels,
} from '#host/imaging/preprocess.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { type ModelInfo, readModelInfo, referencePhotosIn } from './model-file.ts';
import { readModel } from '#host/onnx/model-io.ts';
import type { ReferencePhoto } from './reference/reference.ts';
import { type HeatMap, type HeatMapper, openHeatMapper } from './heat-map.ts';
import { NetworkSession } from './network-session.ts';

/** A model that is ready to answer. */
export interface Classifier {
  readonly info: ModelInfo;
  /**
   * One verdict per file, or one over all of them where they are angles of one sample. No files, no verdict.
   *
   * @param reading how its logits are read; default: as its file says.
   * @throws StrandlineError `photo-unreadable`, naming the file and the reason.
   */
  classify(
    files: readonly string[],
    options: { together: boolean; reading?: Reading },
  ): Promise<Omit<Verdict, 'model'>[]>;
  /** What the network says of encoded photos that are angles of one sample, together. */
  fuse(photos: readonly Uint8Array[]): Promise<Seen>;
  /** What the network says of pixels as they are, as of a photo that holds them. */
  look(pixels: Pixels): Promise<Seen>;
  /** Why it says so: takes longer than a look. @throws as `classify`. */
  explain(photo: Pixels | string): Promise<Explanation>;
  close(): Promise<void>;
}

/** What stands behind an answer. */
export interface Explanation {
  readonly seen: Seen;
  /** What the network looked at, a square of its own size. */
  readonly picture: Pixels;
  /** For the likeliest class; null where the network's shape allows none. */
  readonly heat: HeatMap | null;
  /** Nearest first; none where the model remembers no photos. */
  readonly neighbours: readonly (ReferencePhoto & { distance: number })[];
}

/** Photos prepared ahead of the network. */
const prefetch = 4;

/** @throws StrandlineError `not-a-model`, `not-found`. */
export async function openClassifier(modelFile: string): Promise<Classifier> {
  const info = readModelInfo(modelFile);
  const session = await NetworkSession.open(modelFile, info);
  // Most sittings never ask why.
  let reasons: Promise<Reasons> | undefined;
  return {
    info,
    close: async () => {
      await session.release();
      await (await reasons)?.mapper?.release();
    },
    async classify(files, { together, reading = readingOf(info) }) {
      if (files.length === 0) return [];
      const seen: Seen[] = [];
      for await (const [, input] of inOrder(files, prefetch, (file) => prepareFile(file, info)))
        seen.push(await session.answer(input));
      if (together) return [{ files: [...files], ...verdictFrom(meanSeen(seen), reading) }];
      return seen.map((one, index) => ({ files: [files[index] ?? ''], ...verdictFrom(one, reading) }));
    },
    async fuse(photos) {
      const seen: Seen[] = [];
      for (const bytes of photos)
        seen.push(await session.answer(await prepare({ bytes, rotation: 0 }, info.preprocessing)));
      return meanSeen(seen);
    },
    async look(pixels) {
      const { logits, distance } = await session.answer(await preparePixels(pixels, info.preprocessing));
      return { logits, distance };
    },
    async explain(photo) {
      const { imageSize } = info.preprocessing;
      const data =
        typeof photo === 'string'
          ? await fromFile(photo, (bytes) => squared({ bytes, rotation: 0 }, imageSize))
          : await squaredPixels(photo, imageSize);
      const input = normalised(data, info.preprocessing);
      const { logits, distance, neighbours } = await session.answer(input);
      const { mapper, photos } = await (reasons ??= openReasons(modelFile));
      const heat = await mapper?.map(input, imageSize, argmax(logits));
      return {
        seen: { logits, distance },
        picture: { data, width: imageSize, height: imageSize },
        heat: heat ?? null,
        neighbours: neighbours.flatMap(({ place, distance: apart }) => {
          const one = photos[place];
          return one === undefined ? [] : [{ ...one, distance: apart }];
        }),
      };
    },
  };
}

interface Reasons {
  readonly mapper: HeatMapper | undefined;
  readonly photos: readonly ReferencePhoto[];
}

async function openReasons(modelFile: string): Promise<Reasons> {
  const model = readModel(modelFile);
  return { mapper: await openHeatMapper(model), photos: referencePhotosIn(model) };
}

/** How this model's logits are to be read. */
export function readingOf({ classes, temperature, threshold }: ModelInfo): Reading {
  return { classes: classes.map(({ name }) => name), temperature, threshold };
}

function prepareFile(file: string, { preprocessing }: ModelInfo): Promise<Float32Array> {
  return fromFile(file, (bytes) => prepare({ bytes, rotation: 0 }, preprocessing));
}

async function fromFile<T>(file: string, work: (bytes: Uint8Array) => Promise<T>): Promise<T> {
  try {
    return await work(await readFile(file));
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = missing ? 'there is no such file' : error instanceof Error ? error.message : String(error);
    throw new StrandlineError('photo-unreadable', `${file} could not be read: ${reason}.`, { file }, error);
  }
}
