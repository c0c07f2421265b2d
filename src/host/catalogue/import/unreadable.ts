import { StrandlineError } from '#shared/errors.ts';

/** What the file system says about a file or folder that cannot be read, in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there any more; it was moved or deleted while it was waiting to be read',
  EACCES: 'you may not read it; ask for access to its folder',
  EPERM: 'you may not read it; ask for access to its folder',
  EBUSY: 'another program holds it; close it there and add it again',
  EISDIR: 'it is a folder; import it with Import photos',
  ENOTDIR: 'it is a file and no folder',
  ENAMETOOLONG: 'its name is too long to be opened; give it a shorter one',
  EIO: 'the disk cannot read it; copy what can be read to another disk',
};

/** Why a file or a folder was left out, for a person. */
export function whyUnreadable(error: unknown, what: 'file' | 'folder' = 'file'): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (what === 'folder' && (code === 'EACCES' || code === 'EPERM'))
    return 'it is a folder that you may not read; nothing in it was looked at';
  if (error instanceof StrandlineError) return error.message;
  return reasons[code] ?? `it cannot be opened (${error instanceof Error ? error.message : String(error)})`;
}
