import { statfs } from 'node:fs/promises';
import { StrandlineError } from '#shared/errors.ts';

/** A file system needs some room for itself. */
const spare = 1.02;

/** @throws StrandlineError `disk-full` where so many bytes do not fit. */
export async function refuseTooSmall(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bytes * spare <= bavail * bsize) return;
  const megabytes = (of: number): string => `${Math.ceil(of / 1e6)} MB`;
  throw new StrandlineError(
    'disk-full',
    `There is not enough room in ${directory}: ${megabytes(bytes * spare)} are needed, ${megabytes(bavail * bsize)} are free.`,
  );
}
