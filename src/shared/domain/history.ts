import { z } from 'zod';

/** What a person did in one step; the window has the words for each. */
export const editKinds = [
  'label',
  'details',
  'add-samples',
  'remove-samples',
  'add-survey',
  'edit-survey',
  'remove-survey',
  'add-site',
  'edit-site',
  'remove-site',
  'turn-photos',
  'scale-photos',
  'order-photos',
  'move-photos',
  'add-photos',
  'remove-photos',
  'keep',
  'restore-photos',
  'restore-samples',
  'restore-surveys',
  'restore-sites',
  'trust-model',
  'rename-class',
  'save-profile',
  'rename-profile',
  'remove-profile',
  'edit-model',
  'promote-model',
  'retire-model',
  'review',
  'read-blind',
] as const;
export type EditKind = (typeof editKinds)[number];

/** One step, by what it did and to how many things. */
export const editSchema = z.object({ kind: z.enum(editKinds), things: z.int().positive() });
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
