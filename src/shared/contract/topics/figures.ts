import { z } from 'zod';
import { rotationSchema, sha256Schema } from '../../domain/photo.ts';
import { agreementCells } from '../../learning/compare/compare.ts';
import { estimateSchema } from '../../learning/figures/cluster-bootstrap.ts';
import { heldOutSides } from '../../learning/prediction/run-predictions.ts';
import { classFiguresSchema } from '../../learning/figures/per-class.ts';
import { evaluationSchema } from '../../learning/plan.ts';
import { classCurvesSchema } from '../../learning/figures/roc.ts';
import { sideReliabilitySchema } from '../../learning/prediction/trust-record.ts';
import { measures } from '../../studies/study.ts';
import { rowId } from '../common.ts';
import { call } from '../define.ts';

/** One side of a finished run, by photo or by sample. */
const askedSide = z.object({ run: rowId, side: z.enum(heldOutSides), by: z.enum(measures) });
const classIndex = z.int().min(0);
/** Which part of a long list. */
export const page = { offset: z.int().min(0).default(0), limit: z.int().min(1).max(200).default(24) };

/** A photo or a sample with a prediction, with what is needed to show it and to find it in the catalogue. */
const predictedThing = z.object({
  sample: rowId,
  /** The sample's number; null where it has left the catalogue. */
  number: z.string().nullable(),
  /** Its predicted photos that are still there, at most a few. `angle` is the photo's place among the sample's. */
  photos: z.array(z.object({ hash: sha256Schema, rotation: rotationSchema, angle: z.int() })),
  /** How many of its photos were predicted. */
  photoCount: z.int(),
  /** Name of the class, as it was labelled when the run began. */
  truth: z.string(),
});

const predictionOfRun = z.object({ class: z.string(), confidence: z.number(), right: z.boolean() });

export const predictedPhotosSchema = z.object({
  total: z.int(),
  entries: z.array(
    predictedThing.extend({
      prediction: predictionOfRun,
      /** Name of the class that the sample has now; null where it has none, or has left the catalogue. */
      label: z.string().nullable(),
      /** Whether it counts as another class now than when the run began. */
      relabelled: z.boolean(),
    }),
  ),
});
export type PredictedPhotos = z.infer<typeof predictedPhotosSchema>;

export const sideFiguresSchema = z.object({
  /** Null where the split has nothing on this side. */
  evaluation: evaluationSchema.nullable(),
  perClass: z.array(classFiguresSchema),
});
export type SideFigures = z.infer<typeof sideFiguresSchema>;

/** What a run's confidences are worth, on one side. */
export const confidencesSchema = z.object({
  side: z.enum(heldOutSides),
  /** By photo. */
  reliability: sideReliabilitySchema,
  samples: z.array(
    z.object({
      sample: z.int(),
      confidence: z.number(),
      sureness: z.number(),
      right: z.boolean(),
    }),
  ),
});
export type Confidences = z.infer<typeof confidencesSchema>;

export const comparisonSchema = z.object({
  /** In the order that was asked for; the first is what the others are compared with. */
  runs: z.array(
    z.object({
      run: rowId,
      /** On what all of them were tested on. */
      figures: evaluationSchema,
      /** Test samples that another run was not tested on. */
      leftOut: z.int(),
    }),
  ),
  samples: z.int(),
  photos: z.int(),
  notes: z.array(z.string()),
  /** Every further run less the first. */
  pairs: z.array(
    z.object({
      run: rowId,
      difference: estimateSchema,
      sentence: z.string(),
      agreement: z.object({ both: z.int(), onlyA: z.int(), onlyB: z.int(), neither: z.int() }),
    }),
  ),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const disagreementsSchema = z.object({
  total: z.int(),
  entries: z.array(predictedThing.extend({ a: predictionOfRun, b: predictionOfRun })),
});
export type Disagreements = z.infer<typeof disagreementsSchema>;

/** What finished runs predict of photos that they were not trained on: figures, curves, and the photos behind them. */
export const figuresTopic = {
  /** Fails with `not-found` for a run that has not ended. */
  side: call(askedSide, sideFiguresSchema),
  /** ROC and precision-recall of one class against the others, thinned to what a screen shows. */
  curves: call(askedSide.extend({ class: classIndex }), classCurvesSchema),
  /** The photos (or samples) of one cell of the confusion matrix, or all mistakes; the surest first. */
  photos: call(
    askedSide.extend({
      which: z.union([z.object({ truth: classIndex, predicted: classIndex }), z.literal('mistakes')]),
      ...page,
    }),
    predictedPhotosSchema,
  ),
  /** On the test side, or on validation where there is none; null where there is neither. */
  confidences: call(z.object({ run: rowId }), confidencesSchema.nullable()),
  /** The run's text log, in the essay's shape; its end where it is very long. */
  log: call(z.object({ run: rowId }), z.object({ text: z.string() })),
  /** Runs side by side, on the test samples that they have in common. Fails with `not-enough-data` where there are none. */
  compare: call(
    z.object({ runs: z.array(rowId).min(2).max(12), by: z.enum(measures).default('sample') }),
    comparisonSchema,
  ),
  /** What two runs predicted alike or differently. `onlyA`: only the first was right. */
  disagreements: call(
    z.object({
      runs: z.array(rowId).min(2).max(12),
      /** The two of `runs` that are set side by side. */
      a: rowId,
      b: rowId,
      by: z.enum(measures),
      cell: z.enum(agreementCells),
      ...page,
    }),
    disagreementsSchema,
  ),
} as const;
