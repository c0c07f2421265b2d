import { z } from 'zod';
import { rowId } from './ids.ts';

/** A class of the lab: stable id, renameable name. */
export const classSchema = z.object({ id: rowId, name: z.string(), photos: z.int(), samples: z.int() });
export type ClassSummary = z.infer<typeof classSchema>;
