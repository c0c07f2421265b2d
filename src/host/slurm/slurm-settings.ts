import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '#host/catalogue/lab.ts';
import { writeDurably } from '#host/lib/durable-files.ts';
import { readOwnText } from '#host/lib/own-files.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type SlurmSettings, slurmSettingsSchema } from '#shared/slurm/settings.ts';

function fileOf({ directory }: Lab): string {
  return join(directory, 'slurm.json');
}

/** What the lab's runs are given by Slurm; nothing where nobody has said. @throws StrandlineError `corrupt-file`. */
export function readSlurmSettings(lab: Lab): SlurmSettings {
  const file = fileOf(lab);
  if (!existsSync(file)) return {};
  try {
    return slurmSettingsSchema.parse(JSON.parse(readOwnText(file)));
  } catch (error) {
    throw new StrandlineError(
      'corrupt-file',
      `${file}, what runs are given by Slurm, cannot be read. Correct or delete it.`,
      { file },
      error,
    );
  }
}

export async function keepSlurmSettings(lab: Lab, settings: SlurmSettings): Promise<void> {
  await writeDurably(fileOf(lab), new TextEncoder().encode(`${JSON.stringify(settings, null, 2)}\n`));
}
