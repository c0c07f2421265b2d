import { StrandlineError } from '#shared/errors.ts';
import {
  type Place,
  type TriedPlace,
  homePlace,
  isSamePlace,
  placeText,
  places,
  placesFor,
} from '#shared/learning/place.ts';
import { agreementOf, verdictOf } from './agreement.ts';
import type { Failure } from './ask-once.ts';
import { type Computer, explainFailure, isOutOfMemory, obstacle, thisComputer } from './obstacles.ts';
import { type Probe, type ProbeOptions, type ProbeTask, probePlace } from './probe.ts';

/** What came of trying a place. */
export type Trial = UsablePlace | (Place & { readonly usable: false; readonly reason: string });

interface UsablePlace extends Place {
  readonly usable: true;
  readonly photosPerSecond: number;
  /** The recipe's, or the half or less of it that the memory has room for. */
  readonly batchSize: number;
  readonly note?: string;
}

/** Where a run trains, and what was tried before. */
export interface Choice extends Place {
  readonly batchSize: number;
  /** Where steps were taken before; what cannot be here at all is not among them. */
  readonly tried: readonly TriedPlace[];
}

export interface TrialOptions {
  readonly signal?: AbortSignal;
  readonly computer?: Computer;
  readonly probe?: (task: ProbeTask, options: ProbeOptions) => Promise<Probe>;
}

type Task = Omit<ProbeTask, keyof Place>;

/** Switches TensorFloat-32 off in NVIDIA's libraries. */
const withoutTensorFloat32 = { NVIDIA_TF32_OVERRIDE: '0' };

/**
 * Tries a few real training steps everywhere on this computer; the losses of each place must be those of the built-in engine
 * on the processor.
 *
 * @returns the built-in engine on the processor first.
 * @throws StrandlineError `device-unavailable` where not even that can train; the reason of `signal` once it is aborted.
 */
export async function tryPlaces(task: Task, options: TrialOptions = {}): Promise<Trial[]> {
  return new Trials(task, options).of(places);
}

/** The fastest of those that can be used. */
export function fastestOf(trials: readonly Trial[]): UsablePlace | undefined {
  const usable = trials.flatMap((trial) => (trial.usable ? [trial] : []));
  return usable.toSorted((a, b) => b.photosPerSecond - a.photosPerSecond)[0];
}

/**
 * Where a run should train: the place that was asked for, once it has proved itself, or the fastest one.
 *
 * @param preferred tried before any other where the recipe leaves it open; a run that goes on stays where it was.
 * @throws StrandlineError `device-unavailable` saying why.
 */
export async function choosePlace(
  task: Task,
  preferred: Place | undefined,
  options: TrialOptions = {},
): Promise<Choice> {
  const { recipe } = task;
  const open = placesFor(recipe);
  if (open.length === 0)
    throw new StrandlineError(
      'device-unavailable',
      `TensorFlow trains on cpu and cuda alone. For the device "${recipe.device}" choose the built-in engine: --engine ort`,
    );
  const asked = preferred === undefined ? open : open.filter((place) => isSamePlace(place, preferred));
  const trials = new Trials(task, options);
  const found = await trials.fastest(asked.length === 0 ? open : asked);
  if (found !== undefined) return found;
  const elsewhere = asked.length < open.length ? await trials.fastest(open) : undefined;
  if (elsewhere !== undefined) return elsewhere;
  throw new StrandlineError('device-unavailable', refusalOf(task, trials.reasons));
}

function refusalOf(
  { recipe: { engine, device } }: Task,
  reasons: readonly (Place & { readonly reason: string })[],
): string {
  const wish = engine === 'tfjs' ? `The engine "tfjs"` : `The device "${device}"`;
  if (reasons.length === 1) return `${wish} cannot be used: ${reasons[0]?.reason ?? ''}`;
  const each = reasons.map(({ reason, ...place }) => `${placeText(place)}: ${reason}`);
  return [`${wish} cannot be used.`, ...each].join('\n');
}

/** Trials of one recipe; each place is tried once. */
class Trials {
  readonly #task: Task;
  readonly #options: TrialOptions;
  readonly #computer: Computer;
  readonly #known = new Map<string, Trial>();
  readonly #probed = new Set<Trial>();
  readonly #expected = new Map<number, Promise<Exclude<Probe, Failure>>>();

  constructor(task: Task, options: TrialOptions) {
    this.#task = task;
    this.#options = options;
    this.#computer = options.computer ?? thisComputer();
  }

  /** In the order in which they were tried. */
  get tried(): TriedPlace[] {
    return [...this.#known.values()].filter((trial) => this.#probed.has(trial)).map(triedOf);
  }

  /** Of those that cannot be used, whether tried or not. */
  get reasons(): readonly (Place & { readonly reason: string })[] {
    return [...this.#known.values()].flatMap((trial) => (trial.usable ? [] : [trial]));
  }

  async of(wanted: readonly Place[]): Promise<Trial[]> {
    const trials: Trial[] = [];
    for (const place of wanted) trials.push(await this.#one(place));
    return trials;
  }

  /** @returns undefined where none of them can be used. */
  async fastest(wanted: readonly Place[]): Promise<Choice | undefined> {
    const others = wanted.filter((place) => !isSamePlace(place, homePlace));
    const rivals = await this.of(others);
    const isHomeOpen = others.length < wanted.length;
    // The processor is not kept busy with a trial that has no rival.
    if (isHomeOpen && rivals.every(({ usable }) => !usable))
      return { ...homePlace, batchSize: this.#task.recipe.batchSize, tried: this.tried };
    const best = fastestOf(isHomeOpen ? [...rivals, await this.#one(homePlace)] : rivals);
    if (best === undefined) return undefined;
    const { engine, device, batchSize } = best;
    return { engine, device, batchSize, tried: this.tried };
  }

  async #one(place: Place): Promise<Trial> {
    const key = `${place.engine} ${place.device}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const reason = isSamePlace(place, homePlace) ? undefined : obstacle(place, this.#computer);
    const trial: Trial = reason === undefined ? await this.#try(place) : { ...place, usable: false, reason };
    if (reason === undefined) this.#probed.add(trial);
    this.#known.set(key, trial);
    return trial;
  }

  async #try(place: Place): Promise<Trial> {
    if (isSamePlace(place, homePlace)) return this.#atHome();
    const { recipe } = this.#task;
    for (let batchSize = recipe.batchSize; ; batchSize = Math.floor(batchSize / 2)) {
      const outcome = await this.#probe(place, batchSize);
      if (!('failure' in outcome)) return this.#compared(place, batchSize, outcome);
      if (!isOutOfMemory(outcome)) return { ...place, usable: false, reason: explainFailure(outcome, place) };
      if (batchSize === 1)
        return { ...place, usable: false, reason: 'Its memory is too small, even for one photo at a time.' };
    }
  }

  async #compared(
    place: Place,
    batchSize: number,
    { losses, secondsPerStep }: Exclude<Probe, Failure>,
  ): Promise<Trial> {
    const expected = (await this.#home(batchSize)).losses;
    const notes =
      batchSize === this.#task.recipe.batchSize
        ? []
        : [`Its memory has room for ${batchSize} photos at a time, not ${this.#task.recipe.batchSize}.`];
    if (agreementOf(losses, expected) !== 'float32') {
      const plain =
        place.device === 'cuda' ? await this.#probe(place, batchSize, withoutTensorFloat32) : undefined;
      const isAnswer = plain !== undefined && !('failure' in plain);
      const { usable, note } = verdictOf(losses, isAnswer ? plain.losses : undefined, expected);
      if (!usable) return { ...place, usable, reason: note };
      notes.push(note);
    }
    const photosPerSecond = batchSize / secondsPerStep;
    const note = notes.join(' ');
    return { ...place, usable: true, photosPerSecond, batchSize, ...(note !== '' && { note }) };
  }

  async #atHome(): Promise<Trial> {
    const { batchSize } = this.#task.recipe;
    const { secondsPerStep } = await this.#home(batchSize);
    return { ...homePlace, usable: true, photosPerSecond: batchSize / secondsPerStep, batchSize };
  }

  /** What the built-in engine says on the processor. */
  #home(batchSize: number): Promise<Exclude<Probe, Failure>> {
    const known = this.#expected.get(batchSize) ?? this.#askHome(batchSize);
    this.#expected.set(batchSize, known);
    return known;
  }

  async #askHome(batchSize: number): Promise<Exclude<Probe, Failure>> {
    const outcome = await this.#probe(homePlace, batchSize);
    if (!('failure' in outcome)) return outcome;
    throw new StrandlineError(
      'device-unavailable',
      `The processor cannot train this: ${explainFailure(outcome, homePlace)}`,
    );
  }

  #probe(place: Place, batchSize: number, env?: ProbeOptions['env']): Promise<Probe> {
    const { probe = probePlace, signal } = this.#options;
    const task = { ...this.#task, ...place, recipe: { ...this.#task.recipe, batchSize } };
    return probe(task, { ...(signal && { signal }), ...(env && { env }) });
  }
}

function triedOf(trial: Trial): TriedPlace {
  const { engine, device } = trial;
  return trial.usable
    ? { engine, device, photosPerSecond: trial.photosPerSecond, note: trial.note ?? null }
    : { engine, device, photosPerSecond: null, note: trial.reason };
}
