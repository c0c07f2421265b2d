import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { publishNow, temporaryEnding } from '#host/lib/durable-files.ts';

const markSchema = z.object({ uid: z.string(), openings: z.int().min(0) });

/** What a lab's folder remembers of its database: whose it is, and how often it had been opened to be written. */
export type LabMark = z.infer<typeof markSchema>;

export const markName = 'lab.mark.json';

/** @returns undefined where there is none, or none that can be read: then nothing is known. */
export function readMark(directory: string): LabMark | undefined {
  const file = join(directory, markName);
  if (!existsSync(file)) return undefined;
  try {
    return markSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

export function writeMark(directory: string, mark: LabMark): void {
  const file = join(directory, markName);
  writeFileSync(`${file}${temporaryEnding}`, JSON.stringify(mark));
  publishNow(`${file}${temporaryEnding}`, file);
}
