import { z } from 'zod';

/**
 * Why a copy of a lab's database was made: the lab was closed (`close`), an older schema was about to be brought up
 * (`migration`), another copy was about to take its place (`restore`), a person wanted one (`hand`).
 */
export const backupReasons = ['close', 'migration', 'restore', 'hand'] as const;
export type BackupReason = (typeof backupReasons)[number];

const count = z.int().min(0);

/** What a lab's database has in it; what lies in the bin is not counted. */
export const contentsSchema = z.object({
  name: z.string(),
  samples: count,
  photos: count,
  classes: count,
  runs: count,
  models: count,
  /** ISO time of the newest edit; null where there is none. */
  newestEdit: z.string().nullable(),
});
export type LabContents = z.infer<typeof contentsSchema>;

export const backupSchema = z.object({
  /** Its file's name in the lab's `backups/`; of one that lies elsewhere its path. */
  name: z.string(),
  bytes: count,
  /** ISO time at which it was made. */
  at: z.string(),
  reason: z.enum(backupReasons),
  /** Null where it cannot be read. */
  contents: contentsSchema.nullable(),
});
export type Backup = z.infer<typeof backupSchema>;

/** What is wrong with the database of a lab that cannot be opened, or only after somebody has said so. */
export const damages = [
  'missing',
  'emptied',
  'truncated',
  'not-a-database',
  'malformed',
  'replaced',
  'older',
  'wal-missing',
] as const;
export type Damage = (typeof damages)[number];

const difference = z.object({ comes: count, goes: count });
/** Of each kind of thing, how many a restore would bring and how many it would take away. */
export const differencesSchema = z.object({
  samples: difference,
  photos: difference,
  classes: difference,
  runs: difference,
  models: difference,
});
export type Differences = z.infer<typeof differencesSchema>;

export const restorePreviewSchema = z.object({
  backup: backupSchema,
  /** What the lab has now; null where its database cannot be read. */
  now: contentsSchema.nullable(),
  /** Null where the lab cannot be read. */
  differences: differencesSchema.nullable(),
  /** Of the backup's photos, also those in its bin: how many have their file in the lab's folder, and how many have not. */
  files: z.object({ there: count, missing: count }),
  /** Photos whose file is in the lab's folder and of which the backup knows nothing: they came after it. */
  unknownFiles: count,
});
export type RestorePreview = z.infer<typeof restorePreviewSchema>;

export const copyResultSchema = z.object({
  directory: z.string(),
  files: count,
  bytes: count,
  /** What is not whole in the copy, as sentences; empty means that it is the lab. */
  problems: z.array(z.string()),
});
export type CopyResult = z.infer<typeof copyResultSchema>;
