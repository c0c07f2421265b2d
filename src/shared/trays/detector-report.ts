import { z } from 'zod';

/** A figure with its interval. */
const boundedSchema = z.object({
  value: z.number(),
  /** 95 % of the values that other trays of the same kind would give: bootstrap over trays. */
  ci95: z.tuple([z.number(), z.number()]),
});
export type Bounded = z.infer<typeof boundedSchema>;

/** How a detector did on one tray. */
const trayFiguresSchema = z.object({
  /** Name of its file, or of the tray. */
  name: z.string(),
  /** Boxes that people drew. */
  truth: z.int().min(0),
  /** Boxes at the detector's threshold. */
  found: z.int().min(0),
  /** Of them those that overlap a person's by half. */
  hits: z.int().min(0),
});
export type TrayFigures = z.infer<typeof trayFiguresSchema>;

/** A point of the curve that AP50 is the area of. */
const curvePointSchema = z.object({ score: z.number(), recall: z.number(), precision: z.number() });

/** What a detector does on trays whose boxes are known. All but `ap50`, `ap30` and `curve` are at its threshold. */
export const detectorReportSchema = z.object({
  /** Average precision where a box counts that overlaps a person's by half, or by 30 %: 0..1. */
  ap50: z.number(),
  ap30: z.number(),
  recall: z.number(),
  precision: z.number(),
  /** (found - true) / true, over all trays: 0.08 is 8 % too many. */
  countBias: boundedSchema,
  /** Mean over trays of |found - true|, over the mean number of fragments: 0.3 is 30 %. */
  countErrorPerTray: boundedSchema,
  /** Median of |side / true side - 1|, where a side is the root of a box's area; null without a hit. */
  sizeError: z.number().nullable(),
  /** What a person has to add and to remove in 100 true fragments; a hit overlaps by 30 %. */
  corrections: z.object({ add: z.number(), remove: z.number() }),
  /** How many trays, and how many boxes people drew in them. */
  trays: z.int(),
  boxes: z.int(),
  /** The work took so long, by the clock. */
  seconds: z.number(),
  /** How it was measured: on trays held back in turn, or on trays that training never saw. */
  by: z.enum(['cross-validation', 'held-trays']),
  perTray: z.array(trayFiguresSchema),
  curve: z.array(curvePointSchema),
});
export type DetectorReport = z.infer<typeof detectorReportSchema>;
