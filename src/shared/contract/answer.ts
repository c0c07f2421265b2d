import type { z } from 'zod';
import { StrandlineError } from '../errors.ts';

/**
 * An answer in the form that the contract promises.
 *
 * @throws StrandlineError `internal` that names the first place that has another form; all of them would fill a screen.
 */
export function parsedAnswer<Answer>(name: string, schema: z.ZodType<Answer>, value: unknown): Answer {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at “${issue.path.join('.')}”`;
  throw new StrandlineError('internal', `The answer to ${name} has another form than it should${where}.`);
}
