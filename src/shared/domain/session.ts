import { z } from 'zod';
import { cameraSettingsSchema } from '../camera/camera.ts';
import { regionSchema } from '../camera/region.ts';
import { driftSchema } from '../camera/drift.ts';
import { statisticsSchema } from '../camera/statistics.ts';
import { damagedSchema } from './damaged.ts';
import { sampleId } from './ids.ts';
import { sha256Schema } from './photo.ts';
import { exactInterval } from '../learning/figures/exact-interval.ts';
import { type Verdict, outcomes, verdictWord } from '../learning/prediction/verdict.ts';

const id = z.int().positive();

/** What was on the stage when a session began: nothing, a ruler, or a fragment that is known well. */
export const stageKinds = ['empty', 'ruler', 'reference'] as const;
export type StageKind = (typeof stageKinds)[number];

/** One sitting at the bench. */
export const sessionSchema = z.object({
  id,
  person: z.string(),
  startedAt: z.string(),
  /** Null while it is under way, or where its program ended before it did. */
  endedAt: z.string().nullable(),
  /** How the camera was set at the start. */
  camera: cameraSettingsSchema.nullable(),
  stage: z.object({ kind: z.enum(stageKinds), statistics: statisticsSchema }).nullable(),
  /** Fragments that were kept, those in the bin left out. */
  kept: z.int(),
  damaged: damagedSchema,
});
export type BenchSession = z.infer<typeof sessionSchema>;

/** What the empty stage looked like, and how it was looked at: with another camera or region it looks different. */
export const storedStageSchema = z.object({
  camera: cameraSettingsSchema,
  region: regionSchema,
  /** See stage.ts. */
  print: z.instanceof(Float32Array),
});
export type StoredStage = z.infer<typeof storedStageSchema>;

/** One fragment that was kept: what the model said then, and what the sample is by now. */
const keptRowSchema = z.object({
  sample: sampleId,
  number: z.string(),
  survey: z.string(),
  at: z.string(),
  model: z.string(),
  outcome: z.enum(outcomes),
  /** The likeliest class, whatever the outcome. */
  class: z.string(),
  confidence: z.number(),
  /** The person's class; null while it is open. */
  human: z.string().nullable(),
  /** Hashes of the photos that this verdict is over, angle by angle. */
  photos: z.array(sha256Schema),
});
export type KeptRow = z.infer<typeof keptRowSchema>;

/** How often model and person agree, over fragments on which both say something. */
const agreementSchema = z.object({
  agreed: z.int(),
  /** Fragments whose verdict names a class, with a person's class. */
  compared: z.int(),
  /** Exact 95 % interval of the share; null where nothing was compared. */
  ci95: z.tuple([z.number(), z.number()]).nullable(),
  /** Who said what how often: the model's verdict by the person's class. */
  table: z.array(
    z.object({ human: z.string().nullable(), verdict: z.string(), fragments: z.int(), differs: z.boolean() }),
  ),
});
export type Agreement = z.infer<typeof agreementSchema>;

export const sessionReportSchema = z.object({
  session: sessionSchema,
  /** Whether something is seen on a stage that was said to be empty. */
  stageOccupied: z.boolean(),
  rows: z.array(keptRowSchema),
  agreement: agreementSchema,
  /** The first of each kind. */
  warnings: z.array(driftSchema.extend({ at: z.string() })),
});
export type SessionReport = z.infer<typeof sessionReportSchema>;

type Compared = Pick<Verdict, 'outcome' | 'class'> & Pick<KeptRow, 'human'>;

/** Compares what the model said with what the person says. */
export function agreementOf(rows: readonly Compared[]): Agreement {
  const both = rows.filter((row) => row.human !== null && row.outcome === 'class');
  const agreed = both.filter((row) => row.class === row.human).length;
  const groups = Map.groupBy(rows, (row) => JSON.stringify([row.human, verdictWord(row)]));
  const table = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [
          {
            human: first.human,
            verdict: verdictWord(first),
            fragments: group.length,
            differs: differs(first),
          },
        ];
  });
  return {
    agreed,
    compared: both.length,
    ci95: both.length === 0 ? null : exactInterval(agreed / both.length, both.length),
    table: table.sort((a, b) => b.fragments - a.fragments),
  };
}

/** Whether both say a class, and not the same. */
export function differs(row: Compared): boolean {
  return row.human !== null && row.outcome === 'class' && row.human !== row.class;
}

/** How many rows have each value, the most frequent first. */
export function countsOf(values: readonly string[]): { name: string; count: number }[] {
  const groups = Map.groupBy(values, (value) => value);
  return [...groups]
    .map(([name, group]) => ({ name, count: group.length }))
    .sort((a, b) => b.count - a.count);
}
