import { z } from 'zod';
import { backupSchema, restorePreviewSchema } from '../../domain/backup.ts';
import { labSchema, labTopicSchema, verifyArgsSchema } from '../../domain/lab.ts';
import { versionsSchema } from '../../domain/shell.ts';
import { className, jobRef, nothing } from '../common.ts';
import { type MapPath, call, event } from '../define.ts';

const restoreSchema = z.object({
  directory: z.string().min(1),
  /** Name of one in its `backups/`; absent, and without a file: the newest that is whole. */
  backup: z.string().min(1).max(255).optional(),
  /** A backup that lies elsewhere. */
  file: z.string().min(1).optional(),
});

type Restore = z.output<typeof restoreSchema>;
type VerifyArgs = z.output<typeof verifyArgsSchema>;

function restorePaths({ directory, file, ...rest }: Restore, path: MapPath): Restore {
  return {
    ...rest,
    directory: path(directory, 'there'),
    ...(file !== undefined && { file: path(file, 'there') }),
  };
}

function lookedIn({ lookIn, ...rest }: VerifyArgs, path: MapPath): VerifyArgs {
  return { ...rest, ...(lookIn !== undefined && { lookIn: path(lookIn, 'there') }) };
}

export const labTopic = {
  create: call(
    z.object({
      directory: z.string().min(1),
      name: z.string().min(1).optional(),
      /** Names of the classes to begin with; an import and `edits.addClass` add others. */
      classes: z.array(className).default([]),
    }),
    labSchema,
    { paths: (args, path) => ({ ...args, directory: path(args.directory, 'there') }) },
  ),
  /**
   * Fails with `lab-damaged` where its database is not what it should be; its data says what is wrong, which backup there is,
   * and whether `asItIs` opens it all the same.
   */
  open: call(z.object({ directory: z.string().min(1), asItIs: z.boolean().optional() }), labSchema, {
    paths: (args, path) => ({ ...args, directory: path(args.directory, 'there') }),
  }),
  close: call(nothing, nothing),
  /** The open lab, or null. */
  current: call(nothing, labSchema.nullable()),
  /** Looks through the open lab; changes nothing. */
  verify: call(verifyArgsSchema, jobRef, { paths: lookedIn }),
  /** Mends what can be mended: nothing is deleted that could be the only copy of something. */
  repair: call(verifyArgsSchema, jobRef, { paths: lookedIn }),
  /** Versions of what the lab runs on, with or without an open lab. */
  versions: call(nothing, versionsSchema),
  /** The backups of a lab, open or not, newest first. */
  backups: call(z.object({ directory: z.string().min(1) }), z.array(backupSchema), {
    paths: (args, path) => ({ ...args, directory: path(args.directory, 'there') }),
  }),
  /** Backs the open lab up now: into its `backups/`, or into a file that is not there yet. */
  backUp: call(z.object({ file: z.string().min(1).optional() }), backupSchema, {
    paths: ({ file }, path) => (file === undefined ? {} : { file: path(file, 'write') }),
  }),
  /** Copies the open lab into a new or empty folder, or goes on with a copy that was stopped. */
  copy: call(z.object({ directory: z.string().min(1) }), jobRef, {
    paths: ({ directory }, path) => ({ directory: path(directory, 'there') }),
  }),
  /** What a restore would bring and take away. */
  previewRestore: call(restoreSchema, restorePreviewSchema, { paths: restorePaths }),
  /**
   * Puts a backup in the place of a lab's database, and opens the lab. What was there is backed up first, so that it can be
   * taken back. @returns with the file in which that is; null where there was nothing.
   */
  restore: call(restoreSchema, z.object({ lab: labSchema, kept: z.string().nullable() }), {
    paths: restorePaths,
  }),
  /** No backup was made of a lab that was closed; the sentence says why. */
  notBackedUp: event(z.object({ message: z.string() })),
  /** Something in the lab changed; ask again for what you show. */
  changed: event(z.object({ topic: labTopicSchema })),
} as const;
