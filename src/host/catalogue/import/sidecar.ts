import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StrandlineError } from '#shared/errors.ts';

export const sidecarName = 'samples.json';

/** What a `samples.json` beside the class folders may say about the samples, by `class/sample` folder. */
export const sidecarSchema = z.record(
  z.string(),
  z.object({
    morphotype: z.string().optional(),
    /** Largest Feret diameter in µm. */
    sizeUm: z.number().positive().optional(),
    umPerPixel: z.number().positive().optional(),
  }),
);
export type Sidecar = z.infer<typeof sidecarSchema>;

/** Reads the sidecar of an imported folder; empty where there is none. @throws StrandlineError `corrupt-file`. */
export async function readSidecar(directory: string): Promise<Sidecar> {
  const file = join(directory, sidecarName);
  if (!existsSync(file)) return {};
  try {
    return sidecarSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new StrandlineError(
      'corrupt-file',
      `${file} is not a valid list of samples. Mend it or take it away.`,
      {},
      error,
    );
  }
}
