import { z } from 'zod';
import { photoId, rowId, sampleId } from '../domain/ids.ts';

export { rowId };

/** What the calls of several topics are made of. */
export const nothing = z.void();
export const rowIds = z.array(rowId).min(1).max(2_000_000);
export const sampleIds = z.array(sampleId).min(1).max(2_000_000);
export const photoIds = z.array(photoId).min(1).max(2_000_000);
export const rowKind = z.enum(['sample', 'photo']).default('sample');
/** Whether it can be a name the host says, in words. */
export const className = z.string().max(1000);
export const jobRef = z.object({ job: rowId });
