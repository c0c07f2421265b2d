import { z } from 'zod';
import { call } from '../define.ts';

/** Entries of one folder that are told at once. */
export const mostPlaces = 1000;

export const placesTopic = {
  /**
   * What lies in a folder of the lab's computer, for whoever is on another one: folders first, then files with one of these
   * endings, each by name. What is hidden, or has a name that cannot be shown, is left out. Nothing of a file is read.
   *
   * `at`: an absolute path, or one below the account's home (`~`, `~/photos`). `find`: only names that hold this, in whatever case.
   * Fails with `unsupported` where the lab is on this computer, `not-found`, `no-permission`.
   */
  list: call(
    z.object({
      at: z.string().min(1).max(4000),
      endings: z
        .array(z.string().regex(/^[a-z0-9]{1,10}$/))
        .max(60)
        .default([]),
      find: z.string().max(200).default(''),
    }),
    z.object({
      /** The folder's own path, absolute, without `.` and `..`. */
      at: z.string(),
      home: z.string(),
      entries: z
        .array(
          z.object({
            name: z.string(),
            kind: z.enum(['folder', 'file']),
            /** Whether it is a link to that. */
            link: z.boolean(),
          }),
        )
        .max(mostPlaces),
      /** How many more there are; `stopped`: at least, since the folder is too large to be read to its end. */
      more: z.int().min(0),
      stopped: z.boolean(),
      /** How many have a name that cannot be shown, or lead nowhere. */
      leftOut: z.int().min(0),
    }),
  ),
} as const;
