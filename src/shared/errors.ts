import { z } from 'zod';

/**
 * Every way in which the lab can refuse, as one closed list. Code matches on these, never on English text.
 * What a person reads is in the message of the thrown error (specific) and in `actions` (what to do).
 */
export const errorCodes = [
  'backbone-unknown',
  'bad-argument',
  'bad-value',
  'cancelled',
  'conflict',
  'corrupt-file',
  'device-unavailable',
  'disk-full',
  'diverged',
  'download-failed',
  'file-trouble',
  'folder-empty',
  'folder-not-found',
  'host-gone',
  'internal',
  'lab-damaged',
  'lab-exists',
  'lab-locked',
  'lab-newer',
  'lab-not-open',
  'lab-read-only',
  'no-permission',
  'not-a-lab',
  'not-a-model',
  'not-enough-data',
  'not-found',
  'not-saved',
  'out-of-memory',
  'path-not-allowed',
  'photo-unreadable',
  'too-large',
  'unsupported',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** How an error crosses a process border. */
export const wireErrorSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  data: z.record(z.string(), z.unknown()),
  action: z.string().optional(),
});

export type WireError = z.infer<typeof wireErrorSchema>;

/**
 * What a person can do about an error, by code; shown after the message. Every code is here: null where the message itself
 * says what to do, because that depends on what was wrong.
 */
const actions: Readonly<Record<ErrorCode, string | null>> = {
  'backbone-unknown':
    'List the backbones with `strandline backbone list`, or add one with `strandline backbone add FILE`.',
  'bad-argument': null,
  'bad-value': null,
  cancelled: null,
  conflict: null,
  'corrupt-file': null,
  'device-unavailable': 'Leave engine and device to "auto", or see `strandline devices` for what was found.',
  'disk-full': 'Free some space on this disk and start again; what was finished so far is safe.',
  diverged:
    'Choose a lower learning rate. A run that has a checkpoint can go on from it with another one (`strandline resume LAB RUN --lr RATE`).',
  'download-failed': null,
  'file-trouble':
    'Try again; if it stays so, restart the computer, or copy what can be read to another disk.',
  'folder-empty': 'Choose a folder that holds photos (JPEG, PNG, TIFF, WebP, HEIC, AVIF or BMP).',
  'folder-not-found': 'Connect the disk that it is on, or choose another folder.',
  'host-gone': null,
  internal:
    'Everything that was saved is still there. Try it once more; if it fails again, tell the developers what it says.',
  'lab-damaged': null,
  'lab-exists': null,
  'lab-locked': 'Close the lab in the other program first.',
  'lab-newer': 'Update Strandline on this computer, or open the lab on the computer that wrote it last.',
  'lab-not-open': 'Open a lab first.',
  'lab-read-only': 'Copy the lab to a folder in which you may write, or ask for write access to it.',
  'no-permission': 'Ask whoever owns it for access, or choose another place.',
  'not-a-lab': 'Choose a folder made by Strandline, or make a new lab.',
  'not-a-model': 'Choose a model that was handed on or trained by Strandline.',
  'not-enough-data': null,
  'not-found': null,
  'not-saved': 'Nothing that was there was changed. Try again, or choose another folder.',
  'out-of-memory': 'Choose a smaller batch size, or smaller photos.',
  'path-not-allowed': null,
  'photo-unreadable': null,
  'too-large': null,
  unsupported: null,
};

/** An expected failure: a code from the closed list, a sentence for a person, data for a program. */
export class StrandlineError extends Error {
  override readonly name = 'StrandlineError';
  readonly code: ErrorCode;
  readonly data: Record<string, unknown>;
  readonly action: string | undefined;

  constructor(code: ErrorCode, message: string, data: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.data = data;
    this.action = actions[code] ?? undefined;
  }
}

/** Wraps whatever was thrown, once, at a border; an unexpected error becomes `internal` and keeps its message. */
export function toWireError(thrown: unknown): WireError {
  if (thrown instanceof StrandlineError) {
    const { code, message, data, action } = thrown;
    return action === undefined ? { code, message, data } : { code, message, data, action };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return toWireError(new StrandlineError('internal', `Unexpected failure: ${message}`));
}

/** The receiving side of {@link toWireError}. */
export function fromWireError(wire: WireError): StrandlineError {
  return new StrandlineError(wire.code, wire.message, wire.data);
}
