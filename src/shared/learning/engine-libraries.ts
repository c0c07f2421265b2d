/**
 * Libraries that an engine needs beside npm's packages, by name: TensorFlow's C library for the processor and for CUDA, and
 * the built-in engine's CUDA provider.
 */
export const libraryKinds = ['tfjs', 'tfjs-cuda', 'cuda'] as const;
export type LibraryKind = (typeof libraryKinds)[number];

/**
 * What there is of a library: all of it; a part, to be gone on with; files that are not what was installed; only another
 * version; nothing.
 */
export const libraryStates = ['ready', 'half-fetched', 'damaged', 'other-version', 'absent'] as const;
export type LibraryState = (typeof libraryStates)[number];
