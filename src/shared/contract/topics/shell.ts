import { z } from 'zod';
import { nothing } from '../common.ts';
import { event, shellCall } from '../define.ts';

export const shellTopic = {
  /** Asks the user for a folder; null where they change their mind. What they choose becomes a granted path. */
  chooseFolder: shellCall(
    z.object({ title: z.string(), forNewLab: z.boolean().default(false) }),
    z.string().nullable(),
  ),
  choosePhotos: shellCall(z.object({ title: z.string() }), z.array(z.string())),
  /** Folders of labs opened before, newest first; they stay granted. */
  recentLabs: shellCall(nothing, z.array(z.string())),
  /** The lab's process ended by itself; the shell starts another and the window opens the lab again. */
  hostGone: event(z.object({ reason: z.string() })),
} as const;
