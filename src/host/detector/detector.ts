import type { CountedRegion } from '#shared/domain/tray.ts';
import type { Box, FoundBox } from '#shared/trays/box.ts';
import type { DetectorReport } from '#shared/trays/detector-report.ts';
import type { OnProgress } from '#shared/progress.ts';

/** A picture of a tray with the boxes that people drew or accepted in it. */
export interface AnnotatedPicture {
  /** Absolute path of the picture. */
  readonly file: string;
  /** What it is called in the report. */
  readonly name: string;
  /** In pixels of the picture as it is seen. */
  readonly boxes: readonly Box[];
  /** The part of it that the boxes are of; absent or null: all of it. */
  readonly region?: CountedRegion | null;
}

export interface TrainDetectorOptions {
  /** Where the detector's file is written. */
  readonly out: string;
  /** What people call it. Default: nothing. */
  readonly name?: string;
  /** Of all that is drawn. Default: 0. */
  readonly seed?: number;
  /** Steps of both finders, each time that they are trained. Default: as many as do best on pictures held back. */
  readonly effort?: { readonly heatSteps: number; readonly cropSteps: number };
}

/** How the work of a detector is watched and stopped. */
export interface DetectorHooks {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

export interface TrainedDetector {
  readonly file: string;
  /** By cross-validation over the training pictures: each was found in by a detector that had not seen it. */
  readonly report: DetectorReport;
}

/** What a detector finds in one picture. */
export interface Findings {
  /** At its threshold, surest first, in pixels of the picture as it is seen. */
  readonly boxes: readonly FoundBox[];
  /** Whether the ground looks like none that it was trained on; its counts are then not to be trusted. */
  readonly unseenBackground: boolean;
}
