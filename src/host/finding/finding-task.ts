import type { FindingSettings, FoundThing, LeftOut } from '#shared/domain/finding.ts';
import type { CountedRegion, Outline } from '#shared/domain/tray.ts';
import type { WireError } from '#shared/errors.ts';

interface OnFile {
  /** Path of a picture, which is looked at as it is seen. */
  readonly file: string;
  /** The part that is counted, in pixels of the picture; null for all of it. */
  readonly region: CountedRegion | null;
}

/** What the thread is asked. A smallest size is in pixels of the picture. */
export type FindingTask =
  | (OnFile & { readonly kind: 'picture'; readonly settings: FindingSettings })
  | (OnFile & { readonly kind: 'wand'; readonly x: number; readonly y: number; readonly tolerance: number })
  | {
      readonly kind: 'frame';
      readonly frame: Frame;
      readonly region: CountedRegion | null;
      readonly settings: FindingSettings;
    };

/** A camera's frame: red, green and blue, 8 bits each. */
export interface Frame {
  readonly rgb: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export type FindingAnswer =
  | { readonly found: FoundThing[]; readonly leftOut: LeftOut[] }
  | { readonly outline: Outline }
  | { readonly error: WireError };
