import { z } from 'zod';

/** What of a stored row cannot be read, as a sentence; null where all of it can. A row's other fields are as far as known. */
export const damagedSchema = z.string().nullable();
