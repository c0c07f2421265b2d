import { z } from 'zod';
import { type NameKind, cleanName, nameProblem } from './names.ts';

/** The schema of a name that a person gives: as it is kept, or refused with a sentence. */
export function nameSchema(kind: NameKind): z.ZodType<string, string> {
  return z
    .string()
    .transform(cleanName)
    .superRefine((name, context) => {
      const problem = nameProblem(name, kind);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    });
}
