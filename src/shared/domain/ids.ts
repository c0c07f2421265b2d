import { z } from 'zod';

/** The id of a row. A sample's printed number is its `number`, not its id. */
export const rowId = z.int().positive();
