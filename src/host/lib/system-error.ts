import { type ErrorCode, StrandlineError } from '#shared/errors.ts';

interface Refusal {
  readonly code: ErrorCode;
  /** The end of a sentence that begins with the file or folder. */
  readonly reason: string;
}

/** What the operating system says about a file or folder, in our words. */
const refusals: Readonly<Record<string, Refusal>> = {
  EACCES: { code: 'no-permission', reason: 'you have no permission for it' },
  EPERM: { code: 'no-permission', reason: 'you have no permission for it' },
  EROFS: { code: 'no-permission', reason: 'its disk cannot be written to' },
  ENOENT: { code: 'not-found', reason: 'there is no such file or folder' },
  ENOTDIR: { code: 'bad-argument', reason: 'a part of this path is a file, not a folder' },
  EISDIR: { code: 'bad-argument', reason: 'it is a folder, not a file' },
  EEXIST: { code: 'bad-argument', reason: 'there is something of this name already' },
  ENOTEMPTY: { code: 'bad-argument', reason: 'the folder is not empty' },
  ENAMETOOLONG: { code: 'bad-argument', reason: 'its name is too long for this disk' },
  ELOOP: { code: 'bad-argument', reason: 'it is a link that leads back to itself' },
  EINVAL: { code: 'bad-argument', reason: 'this disk cannot have a file or folder of this name' },
  ERR_INVALID_ARG_VALUE: { code: 'bad-argument', reason: 'a path cannot hold this character' },
  EFBIG: { code: 'file-trouble', reason: 'it is too large for this disk' },
  EBUSY: { code: 'file-trouble', reason: 'another program holds it' },
  ETXTBSY: { code: 'file-trouble', reason: 'another program holds it' },
  EMFILE: { code: 'file-trouble', reason: 'too many files are open on this computer' },
  ENFILE: { code: 'file-trouble', reason: 'too many files are open on this computer' },
  EIO: { code: 'file-trouble', reason: 'its disk cannot read or write it' },
};

/** Where a folder is made, or looked through. */
const fileInTheWay: Refusal = { code: 'bad-argument', reason: 'it is a file, not a folder' };

/** Longer paths are shown by their end: where they are too long, nobody wants to read all of it. */
const longestShown = 200;

/**
 * What the operating system refused, and why; undefined where an error is none of its answers.
 *
 * @param what the file or folder, where the error does not name it.
 */
export function systemError(error: unknown, what = 'A file'): StrandlineError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const refusal = refusalOf(error, String(error.code));
  if (refusal === undefined) return undefined;
  return new StrandlineError(refusal.code, `${placeOf(error) ?? what}: ${refusal.reason}.`, {}, error);
}

/** The file or folder that an error names; of a copy both, since it does not say which of them. */
function placeOf(error: Error): string | undefined {
  const places = ['path', 'dest'].flatMap((key) => {
    const place: unknown = Reflect.get(error, key);
    if (typeof place !== 'string') return [];
    // What is still being written has a name that nobody gave it.
    const path = place.replace(/\.[\w-]+\.part$/, '');
    return [path.length <= longestShown ? path : `…${path.slice(-longestShown)}`];
  });
  return places.length === 0 ? undefined : [...new Set(places)].join(' → ');
}

/** Why a file or folder was refused, as the end of a sentence: "it is a folder, not a file". */
export function systemReason(error: unknown): string {
  const known = error instanceof Error && 'code' in error ? refusalOf(error, String(error.code)) : undefined;
  return known?.reason ?? (error instanceof Error ? error.message : String(error));
}

function refusalOf(error: Error, code: string): Refusal | undefined {
  const call = 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : undefined;
  if ((call === 'mkdir' && code === 'EEXIST') || (call === 'scandir' && code === 'ENOTDIR'))
    return fileInTheWay;
  // Arguments of other kinds can be wrong in other ways.
  if (code === 'ERR_INVALID_ARG_VALUE' && !error.message.includes('null bytes')) return undefined;
  const known = Object.hasOwn(refusals, code) ? refusals[code] : undefined;
  if (known !== undefined) return known;
  return call === undefined || !('path' in error)
    ? undefined
    : { code: 'file-trouble', reason: `the system refused it (${code})` };
}
