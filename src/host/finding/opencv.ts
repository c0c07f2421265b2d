import { createRequire } from 'node:module';
import type * as OpenCv from '@techstark/opencv-js';

/** Numbers that the package's own types leave open. */
type Constant =
  | 'CMP_GT'
  | 'CV_8UC1'
  | 'CV_32FC1'
  | 'CV_32FC2'
  | 'CV_64FC1'
  | 'DECOMP_SVD'
  | 'BORDER_REPLICATE'
  | 'DIST_L2'
  | 'DIST_MASK_PRECISE'
  | 'INTER_AREA'
  | 'INTER_LINEAR'
  | 'MORPH_RECT'
  | 'THRESH_BINARY'
  | 'THRESH_OTSU'
  | 'THRESH_TRIANGLE';

export type Cv = Omit<typeof OpenCv, Constant> & Readonly<Record<Constant, number>>;
export type Mat = OpenCv.Mat;

/** Hands OpenCV on inside of an object: it has a `then` of its own, and whatever is awaited must not have one. */
export interface Loaded {
  readonly cv: Cv;
}

/**
 * OpenCV as WebAssembly: half a second and 120 MB, so it is loaded once in a thread of its own. It asks no network; its code is in
 * the one file of the package.
 */
export async function loadOpenCv(): Promise<Loaded> {
  const require = createRequire(import.meta.url);
  const heard = process.listeners('uncaughtException');
  const refused = process.listeners('unhandledRejection');
  const cv = require('@techstark/opencv-js') as Cv;
  // It takes the errors of all of the thread for its own.
  for (const one of process.listeners('uncaughtException'))
    if (!heard.includes(one)) process.off('uncaughtException', one);
  for (const one of process.listeners('unhandledRejection'))
    if (!refused.includes(one)) process.off('unhandledRejection', one);
  if (!('Mat' in cv)) {
    const waiting = cv as { onRuntimeInitialized?: () => void };
    await new Promise<void>((resolve) => {
      waiting.onRuntimeInitialized = resolve;
    });
  }
  return { cv };
}

/** Marks something of OpenCV's memory, which no garbage collector knows, to be freed. */
export type Keep = <T extends { delete(): unknown }>(one: T) => T;

/** Runs work on OpenCV's memory and frees at its end whatever it was given to keep. */
export function withMats<T>(work: (keep: Keep) => T): T {
  const kept: { delete(): unknown }[] = [];
  try {
    return work((one) => {
      kept.push(one);
      return one;
    });
  } finally {
    for (const one of kept.reverse()) one.delete();
  }
}

/** What went wrong, in words where OpenCV threw it: it throws places in its memory. */
export function saidByOpenCv(cv: Cv, error: unknown): unknown {
  if (typeof error !== 'number') return error;
  const thrown = cv as unknown as { exceptionFromPtr(place: number): { msg: string } };
  return new Error(`OpenCV: ${thrown.exceptionFromPtr(error).msg.trim().slice(0, 200)}`);
}
