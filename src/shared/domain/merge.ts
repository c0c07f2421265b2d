import { z } from 'zod';
import { rowId } from './ids.ts';
import { sha256Schema } from './photo.ts';

/**
 * What two labs can disagree on, with what can be done about it. The first is done where nobody says otherwise, and loses
 * nothing: what comes in keeps apart from what it looks like, under a name with its lab's mark, and what is here stays as it is
 * while the other's word waits beside it.
 */
export const mergeChoices = {
  /** Names of classes that a person would not tell apart. */
  'class-name': ['apart', 'same'],
  /** A site of the same name, with other facts. */
  site: ['apart', 'same'],
  /** A survey of the same name, with another protocol. */
  survey: ['apart', 'same'],
  /** A calibration of the same name, with another scale. */
  profile: ['apart', 'same'],
  /** The same number of a survey on two things. */
  number: ['apart', 'same'],
  /** The same thing with two classes. */
  class: ['ours', 'theirs'],
  /** The same thing, of which something else is said. */
  field: ['ours', 'theirs'],
  /** The same photo in two samples. */
  photo: ['ours'],
  /** The same picture as a tray, with other things found in it. */
  tray: ['ours'],
  /** It lies in the bin here. */
  bin: ['ours'],
} as const;
export type ConflictKind = keyof typeof mergeChoices;

const choiceSchema = z.enum(['apart', 'same', 'ours', 'theirs']);
export type MergeChoice = z.infer<typeof choiceSchema>;

export const mergeOptionsSchema = z.object({
  /** Absolute path of the other lab's folder, or of a packed lab. */
  source: z.string().min(1),
  /** The other lab's classes by name, and what each is called here. */
  classes: z.record(z.string(), z.string()).default({}),
  /** By a conflict's key, or by a kind of conflict for all of them. */
  choices: z.record(z.string(), choiceSchema).default({}),
});
export type MergeOptions = z.infer<typeof mergeOptionsSchema>;

const conflictSchema = z.object({
  /** The same at every look: `number North Bay/S-0001`. */
  key: z.string(),
  kind: z.enum(Object.keys(mergeChoices) as ConflictKind[]),
  /** What it is about: `North Bay/S-0001`, `North Bay/S-0001, colour`. */
  what: z.string(),
  /** What is said here, and in the other lab; for people. */
  ours: z.string(),
  theirs: z.string(),
  /** A photo of what is here, by its hash, since a person knows a fragment by its looks; null where there is none. */
  photo: sha256Schema.nullable(),
  /** What can be done, the default first. */
  choices: z.array(choiceSchema).min(1),
  chosen: choiceSchema,
});
export type MergeConflict = z.infer<typeof conflictSchema>;

const count = z.int().min(0);
export const mergeCountsSchema = z.object({
  sites: count,
  surveys: count,
  classes: count,
  profiles: count,
  samples: count,
  photos: count,
  trays: count,
  detections: count,
  readings: count,
  sessions: count,
  /** What models said of samples. */
  verdicts: count,
  /** Those that the verdicts name. */
  models: count,
});
export type MergeCounts = z.infer<typeof mergeCountsSchema>;

/** What a merge comes to: before it is done, and afterwards. */
export const mergeResultSchema = z.object({
  /** The other lab. `mark` is what its things are told apart by: the beginning of its uid. */
  other: z.object({ name: z.string(), source: z.string(), mark: z.string() }),
  /** What comes in. */
  comes: mergeCountsSchema,
  /** What is here already. */
  there: mergeCountsSchema,
  /** Things of the lab of which something is changed. */
  changed: count,
  /** The other lab's classes that its things have. */
  classes: z.array(
    z.object({
      theirs: z.string(),
      ours: z.string(),
      isNew: z.boolean(),
      /** How many of its samples have it. */
      samples: count,
    }),
  ),
  conflicts: z.array(conflictSchema),
  /** What cannot come in, and why. */
  leftOut: z.array(z.object({ what: z.string(), reason: z.string() })),
  /** Bytes of the photos and models that are copied. */
  bytes: count,
});
export type MergeResult = z.infer<typeof mergeResultSchema>;

/** What is packed, and where to. */
export const packArgsSchema = z.object({
  file: z.string().min(1),
  /** Null: the whole lab. */
  survey: rowId.nullable(),
});

export const packResultSchema = z.object({
  file: z.string(),
  survey: z.string().nullable(),
  samples: count,
  photos: count,
  sessions: count,
  verdicts: count,
  bytes: count,
  /** What is not whole in the lab, and was not packed. */
  leftOut: z.array(z.object({ what: z.string(), reason: z.string() })),
});
export type PackResult = z.infer<typeof packResultSchema>;
