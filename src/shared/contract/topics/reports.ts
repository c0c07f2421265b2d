import { z } from 'zod';
import { rowId } from '../common.ts';
import { call } from '../define.ts';

/** A page that holds all it needs, and a name for its file, without an ending. */
const report = z.object({ html: z.string(), name: z.string() });

export const reportsTopic = {
  /** A finished run as a page. */
  run: call(z.object({ run: rowId }), report),
  /**
   * What the beach of a survey carries, as a page and as a table (CSV), compared with another survey where one is named.
   * Fails with `not-found`.
   */
  survey: call(z.object({ survey: rowId, against: rowId.optional() }), report.extend({ csv: z.string() })),
  /** A study as a page, with as much as it has found so far. */
  study: call(z.object({ study: rowId }), report),
} as const;
