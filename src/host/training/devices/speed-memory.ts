import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import { join } from 'node:path';
import { env } from 'onnxruntime-node';
import { z } from 'zod';
import { userDataFolder } from '#host/lib/data-folder.ts';
import { writeDurably } from '#host/lib/durable-files.ts';
import { processorModel } from '#host/lib/environment.ts';
import type { Speed } from '#shared/learning/estimate.ts';
import { softwareVersion } from '#shared/version.ts';

const earlierSchema = z.object({
  forward: z.number().positive(),
  train: z.number().positive().nullable(),
  /** ISO time. */
  at: z.iso.datetime(),
});
const memorySchema = z.object({ format: z.literal(1), speeds: z.record(z.string(), earlierSchema) });

/** A speed that was measured before, and when. */
export type EarlierSpeed = Speed & { readonly at: string };

/** Where speeds outlive the program. */
export interface SpeedMemory {
  /** @param key all of a task that its speed depends on. */
  recall(key: string): EarlierSpeed | undefined;
  /** What cannot be kept is measured again. */
  keep(key: string, speed: EarlierSpeed): Promise<void>;
}

export const noSpeedMemory: SpeedMemory = { recall: () => undefined, keep: () => Promise.resolve() };

/** Speeds that are kept; the oldest goes first. */
const most = 100;

/**
 * Keeps speeds with what belongs to this computer's user, for as long as computer, driver and program are the same.
 *
 * @param file default: in the user's data folder.
 */
export function speedMemory(file = join(userDataFolder(), 'speeds.json')): SpeedMemory {
  const known = (): Record<string, EarlierSpeed> => {
    try {
      return memorySchema.parse(JSON.parse(readFileSync(file, 'utf8'))).speeds;
    } catch {
      // A file that cannot be read is as good as none.
      return {};
    }
  };
  return {
    recall: (key) => known()[onThisComputer(key)],
    keep: async (key, speed) => {
      const others = Object.entries(known()).filter(([one]) => one !== onThisComputer(key));
      const speeds = [...others, [onThisComputer(key), speed] as const].slice(-most);
      const text = JSON.stringify({ format: 1, speeds: Object.fromEntries(speeds) });
      await writeDurably(file, new TextEncoder().encode(text)).catch(() => undefined);
    },
  };
}

function onThisComputer(key: string): string {
  const facts = [key, processorModel(), availableParallelism(), release(), softwareVersion, env.versions];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
