import { z } from 'zod';
import { valueNamed } from '../../domain/named-record.ts';
import { fileVerdictSchema, verdictWord } from './verdict.ts';

/** What a model, or a person after it, says of the photos of one thing. */
export const verdictRowSchema = z.object({
  files: z.array(z.string().min(1)).min(1),
  /** Null where no photo of it could be read. */
  verdict: fileVerdictSchema.omit({ files: true }).nullable(),
  /** What a person says it is; null: nothing. */
  label: z.string().nullable(),
  /** Why there is no verdict. */
  reason: z.string().nullable(),
});
export type VerdictRow = z.infer<typeof verdictRowSchema>;

/** The forms in which verdicts are saved. */
export const verdictFormats = ['csv', 'xlsx'] as const;
export type VerdictFormat = (typeof verdictFormats)[number];

type Cell = string | number | null;

/**
 * Verdicts as a table, for the window and the command line alike: a row for each thing, with a column for the probability of
 * each class. Confidence, sureness and probabilities are 0..1; the distance is a share of the model's limit.
 */
export function verdictTable(rows: readonly VerdictRow[]): { columns: string[]; rows: Cell[][] } {
  const classes = [
    ...new Set(rows.flatMap(({ verdict }) => (verdict === null ? [] : Object.keys(verdict.probabilities)))),
  ];
  return {
    columns: [
      ...['file', 'other_files', 'verdict', 'likeliest_class', 'confidence', 'sureness', 'distance'],
      ...['label', 'model', 'not_read'],
      ...classes.map((name) => `p_${name}`),
    ],
    rows: rows.map(({ files: [file = '', ...others], verdict, label, reason }) => [
      file,
      others.join('; '),
      verdict === null ? null : verdictWord(verdict),
      verdict?.class ?? null,
      verdict?.confidence ?? null,
      verdict?.sureness ?? null,
      verdict?.distance ?? null,
      label,
      verdict?.model ?? null,
      reason,
      ...classes.map((name) => (verdict && valueNamed(verdict.probabilities, name)) ?? null),
    ]),
  };
}
