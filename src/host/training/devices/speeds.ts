import { availableParallelism } from 'node:os';
import { entryFile } from '#host/processes/entries.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Speed } from '#shared/learning/estimate.ts';
import type { PhotoFile } from '#shared/domain/photo.ts';
import { askOnce } from './ask-once.ts';
import type { ProbeTask } from './probe.ts';
import { type EarlierSpeed, type SpeedMemory, noSpeedMemory } from './speed-memory.ts';

/** What is measured: real photos of the lab through a run's own network. */
export interface SpeedTask extends ProbeTask {
  readonly photos: readonly PhotoFile[];
}

/** Seconds per photo. */
export interface MeasuredTimes {
  /** Read, decoded and augmented. */
  readonly decode: number;
  /** Augmented, where it is decoded already. */
  readonly augment: number;
  /** Through the backbone, forward. */
  readonly forward: number;
  /** Through the training step; null where only a head is trained. */
  readonly step: number | null;
}

type Measure = (task: SpeedTask) => Promise<MeasuredTimes | { readonly failure: string }>;

/**
 * Speeds of this computer, each measured once: they change with the network, its input and the device, not by the hour. What was
 * measured is kept for programs that come later, and only those ask for it that say how old it is.
 */
export class Speeds {
  readonly #measure: Measure;
  readonly #memory: SpeedMemory;
  readonly #known = new Map<string, Promise<Speed>>();

  constructor(measure: Measure = measureInProcess, memory: SpeedMemory = noSpeedMemory) {
    this.#measure = measure;
    this.#memory = memory;
  }

  /** What was measured before; undefined where nothing was. */
  earlier(task: Omit<SpeedTask, 'photos'>): EarlierSpeed | undefined {
    return this.#memory.recall(keyOf(task));
  }

  /** @throws StrandlineError `device-unavailable` where nothing could be measured. */
  of(task: SpeedTask): Promise<Speed> {
    const key = keyOf(task);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const measured = this.#measured(task);
    this.#known.set(key, measured);
    measured.catch(() => this.#known.delete(key));
    return measured;
  }

  async #measured(task: SpeedTask): Promise<Speed> {
    const times = await this.#measure(task);
    if (!('failure' in times)) {
      const speed = speedOf(times);
      await this.#memory.keep(keyOf(task), { ...speed, at: new Date().toISOString() });
      return speed;
    }
    throw new StrandlineError(
      'device-unavailable',
      `How fast this computer trains with ${task.recipe.backbone} at ${task.recipe.imageSize} px could not be measured: ${times.failure}`,
    );
  }
}

/**
 * Photos are made in a thread of their own. Where there is a core for it they are made meanwhile, so the slower of the two
 * counts; on a single core both do.
 */
export function speedOf(
  { decode, augment, forward, step }: MeasuredTimes,
  cores = availableParallelism(),
): Speed {
  const together = (view: number, network: number): number =>
    1 / (cores > 1 ? Math.max(view, network) : view + network);
  return { forward: together(decode, forward), train: step === null ? null : together(augment, step) };
}

function keyOf({ engine, device, backboneFile, recipe }: Omit<SpeedTask, 'photos'>): string {
  const { strategy, backbone, imageSize, batchSize, optimiser, layerRates, freezeBatchNorm } = recipe;
  return JSON.stringify(
    strategy === 'frozen'
      ? [engine, device, backbone, backboneFile, imageSize]
      : [
          engine,
          device,
          backbone,
          backboneFile,
          imageSize,
          batchSize,
          optimiser,
          layerRates,
          freezeBatchNorm,
        ],
  );
}

function measureInProcess(task: SpeedTask): ReturnType<Measure> {
  return askOnce<MeasuredTimes>(entryFile('speed-worker'), task);
}
