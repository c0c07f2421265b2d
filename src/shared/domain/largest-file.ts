/** Bytes. More is read of no file: what a person names may be anything, and what reads it holds all of it in memory. */
export const largestFile = 2 ** 31 - 1;
