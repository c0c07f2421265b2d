import type { AnnotationFormat, SkippedLine } from '#shared/domain/annotations.ts';
import type { Outline } from '#shared/domain/tray.ts';

/** What a folder of annotated pictures holds, as far as it could be read. */
export interface Annotations {
  readonly format: AnnotationFormat;
  readonly pictures: readonly AnnotatedPicture[];
  /** What could not be read, and pictures and labels that lack each other. */
  readonly skipped: readonly SkippedLine[];
}

export interface AnnotatedPicture {
  /** What the annotations call it, for a person. */
  readonly name: string;
  /** Where it lies; null where it is not in the folder. */
  readonly file: string | null;
  /** What outlines are written in: shares of its sides, or its pixels. */
  readonly unit: 'share' | 'pixel';
  /** Its size in pixels as the annotations say; null where they do not. */
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly things: readonly AnnotatedThing[];
}

export interface AnnotatedThing {
  readonly outline: Outline;
  /** Null where the annotations name none. */
  readonly className: string | null;
  /** Where it stands. */
  readonly at: Omit<SkippedLine, 'reason'>;
}
