import { z } from 'zod';
import type { LabTopic } from './lab.ts';

/** What a person can do in one step, and what of the lab it changes: announced when it is done, undone and done again. */
export const editTopics = {
  label: ['details'],
  details: ['details'],
  'add-samples': ['catalogue'],
  'remove-samples': ['catalogue'],
  'add-survey': ['catalogue'],
  'edit-survey': ['catalogue'],
  'remove-survey': ['catalogue', 'trays'],
  'add-site': ['catalogue'],
  'edit-site': ['catalogue'],
  'remove-site': ['catalogue'],
  'turn-photos': ['details'],
  'scale-photos': ['details'],
  // The grid of photos has another order afterwards.
  'order-photos': ['catalogue'],
  'move-photos': ['catalogue'],
  'split-sample': ['catalogue'],
  'merge-samples': ['catalogue'],
  'add-photos': ['catalogue'],
  import: ['catalogue'],
  'merge-lab': ['trays', 'models', 'catalogue'],
  'remove-photos': ['catalogue'],
  keep: ['catalogue'],
  'restore-photos': ['catalogue'],
  'restore-samples': ['catalogue'],
  'restore-surveys': ['catalogue', 'trays'],
  'restore-sites': ['catalogue'],
  // Its survey comes back with it.
  'restore-trays': ['catalogue', 'trays'],
  'trust-model': ['models'],
  // Models call their classes by it.
  'rename-class': ['details', 'models', 'trays'],
  'add-class': ['details'],
  'merge-classes': ['catalogue', 'models', 'trays'],
  'delete-class': ['catalogue', 'models', 'trays'],
  'order-classes': ['details'],
  'class-look': ['details'],
  'save-profile': ['details'],
  'rename-profile': ['details'],
  'remove-profile': ['details'],
  'edit-model': ['models'],
  'use-model': ['models'],
  'decline-model': ['models'],
  'retire-model': ['models'],
  'add-trays': ['trays'],
  'edit-trays': ['trays'],
  'remove-trays': ['trays'],
  'import-annotations': ['trays'],
  'promote-detections': ['catalogue', 'trays'],
  'draw-detection': ['trays'],
  'propose-detections': ['trays'],
  'edit-detections': ['trays'],
  'classify-detections': ['trays'],
  'cut-detection': ['trays'],
  'merge-detections': ['trays'],
  review: ['details'],
  'read-blind': ['details'],
} as const satisfies Readonly<Record<string, readonly LabTopic[]>>;
export type EditKind = keyof typeof editTopics;

/** One step, by what it did and to how many things. */
export const editSchema = z.object({
  kind: z.enum(Object.keys(editTopics) as EditKind[]),
  things: z.int().positive(),
});
export type EditSummary = z.infer<typeof editSchema>;

/** What undo and redo would do now. */
export const historySchema = z.object({
  undo: editSchema.nullable(),
  redo: editSchema.nullable(),
  /** Who the edits of this lab are made by from now on. */
  person: z.string(),
});
export type HistoryState = z.infer<typeof historySchema>;

/** One field of one thing, and what it was before. Values are as the lab keeps them, with names in place of ids. */
export const changeSchema = z.object({
  edit: z.int().positive(),
  person: z.string(),
  at: z.string(),
  field: z.string(),
  before: z.union([z.string(), z.number()]).nullable(),
  after: z.union([z.string(), z.number()]).nullable(),
  /** Taken back since. */
  undone: z.boolean(),
});
export type ChangeRow = z.infer<typeof changeSchema>;
