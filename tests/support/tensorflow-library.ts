import { basename, join } from 'node:path';
import { libraryFor } from '#host/training/libraries/catalogue.ts';
import type { TensorflowLibrary } from '#host/training/libraries/installed.ts';

const folder = process.env.STRANDLINE_TENSORFLOW ?? '';
const library = libraryFor('tfjs');
if ('none' in library) throw new Error(library.none);

/** TensorFlow's C library for the tests. */
export const testTensorFlow: TensorflowLibrary = {
  files: library.opened.map((path) => join(folder, basename(path))),
  folders: [],
  version: library.version,
  cuda: false,
};

/** Whether tests with TensorFlow are skipped. */
export const tensorFlowIsMissing = folder === '';
