import type { TensorFlowLibrary } from '#host/training/tensorflow/library.ts';

/** TensorFlow's C library for the tests. */
export const testTensorFlow: TensorFlowLibrary = {
  folder: process.env.STRANDLINE_TENSORFLOW ?? '',
  extraFolders: [],
  version: '2.21.0',
  cuda: false,
};
