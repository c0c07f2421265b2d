import { StrandlineError } from '#shared/errors.ts';
import type { Device } from '#shared/learning/recipe.ts';
import { type Computer, explainFailure, obstacle, thisComputer } from './obstacles.ts';
import { type Probe, type ProbeTask, probeDevice } from './probe.ts';

/** What came of trying a device. */
export type Trial =
  | { readonly device: Device; readonly usable: true; readonly photosPerSecond: number }
  | { readonly device: Device; readonly usable: false; readonly reason: string };

export interface TrialOptions {
  readonly signal?: AbortSignal;
  readonly computer?: Computer;
  readonly probe?: (task: ProbeTask, options: { signal?: AbortSignal }) => Promise<Probe>;
}

/** All but the processor, which is always there. */
const accelerators: readonly Device[] = ['cuda', 'dml', 'webgpu'];

/** A device's losses may differ from the processor's by this share: float32 adds up in another order there. */
const tolerance = 1e-3;

/**
 * Tries a few real training steps on every device of this computer; the losses of each must be the processor's.
 *
 * @returns the processor first.
 * @throws StrandlineError `device-unavailable` where not even the processor can; the reason of `signal` once it is aborted.
 */
export async function tryDevices(
  task: Omit<ProbeTask, 'device'>,
  options: TrialOptions = {},
): Promise<Trial[]> {
  return (await trialsOf(accelerators, task, options, true)) ?? [];
}

/**
 * Where a run should train: the device that was asked for, once it has proved itself, or the fastest one.
 *
 * @param preferred tried before any other where the recipe leaves it open; a run that goes on stays where it was.
 * @throws StrandlineError `device-unavailable` saying why.
 */
export async function chooseDevice(
  task: Omit<ProbeTask, 'device'>,
  preferred: Device | undefined,
  options: TrialOptions = {},
): Promise<Device> {
  const asked = task.recipe.device;
  if (asked === 'cpu') return 'cpu';
  if (asked !== 'auto') {
    const trials = await trialsOf([asked], task, options, true);
    const refused = trials?.find(({ device, usable }) => device === asked && !usable);
    if (refused?.usable === false)
      throw new StrandlineError(
        'device-unavailable',
        `The device "${asked}" cannot be used: ${refused.reason}`,
      );
    return asked;
  }
  if (preferred === 'cpu') return 'cpu';
  const trials = await trialsOf(preferred === undefined ? accelerators : [preferred], task, options, false);
  const usable = (trials ?? []).flatMap((trial) => (trial.usable ? [trial] : []));
  const [fastest] = usable.toSorted((a, b) => b.photosPerSecond - a.photosPerSecond);
  return fastest?.device ?? 'cpu';
}

/** @returns undefined where nothing but the processor answers and `always` does not ask for its speed. */
async function trialsOf(
  devices: readonly Device[],
  task: Omit<ProbeTask, 'device'>,
  { signal, computer = thisComputer(), probe = probeDevice }: TrialOptions,
  always: boolean,
): Promise<Trial[] | undefined> {
  const tried: { device: Device; outcome: Probe }[] = [];
  const on = (device: Device): Promise<Probe> =>
    probe({ ...task, device }, signal === undefined ? {} : { signal });
  for (const device of devices) {
    const failure = obstacle(device, computer);
    tried.push({ device, outcome: failure === undefined ? explained(await on(device)) : { failure } });
  }
  if (!always && tried.every(({ outcome }) => 'failure' in outcome)) return undefined;
  const cpu = await on('cpu');
  if ('failure' in cpu)
    throw new StrandlineError('device-unavailable', `The processor cannot train this: ${cpu.failure}`);
  const { batchSize } = task.recipe;
  return [{ device: 'cpu' as const, outcome: cpu }, ...tried].map(({ device, outcome }) =>
    trialOf(device, outcome, cpu.losses, batchSize),
  );
}

function explained(outcome: Probe): Probe {
  return 'failure' in outcome ? { failure: explainFailure(outcome.failure) } : outcome;
}

function trialOf(device: Device, outcome: Probe, expected: readonly number[], batchSize: number): Trial {
  if ('failure' in outcome) return { device, usable: false, reason: outcome.failure };
  const { losses, secondsPerStep } = outcome;
  const isRight = expected.every(
    (loss, step) => Math.abs((losses[step] ?? NaN) - loss) <= tolerance * Math.max(1, Math.abs(loss)),
  );
  if (isRight) return { device, usable: true, photosPerSecond: batchSize / secondsPerStep };
  const [ours, theirs] = [expected, losses].map((all) => all.map((loss) => loss.toFixed(4)).join(', '));
  const reason = `It computes something else: losses ${theirs} where the processor has ${ours}. Update its driver.`;
  return { device, usable: false, reason };
}
