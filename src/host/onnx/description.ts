import { z } from 'zod';

/**
 * What a file of ours says about itself, as JSON in its ONNX metadata.
 *
 * @param format the version of the form that this program writes; a later one is named as that.
 * @returns it, or why it cannot be used, as the end of a sentence.
 */
export function description<Info>(
  text: string,
  schema: z.ZodType<Info>,
  format: number,
): { readonly info: Info } | { readonly reason: string } {
  const json = parsedJson(text);
  const parsed = schema.safeParse(json);
  if (parsed.success) return { info: parsed.data };
  const isNewer = z.object({ format: z.int().gt(format) }).safeParse(json).success;
  if (isNewer) return { reason: 'it was written by a newer Strandline' };
  return { reason: `its description is damaged, at “${parsed.error.issues[0]?.path.join('.') ?? ''}”` };
}

/** Undefined where the text is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
