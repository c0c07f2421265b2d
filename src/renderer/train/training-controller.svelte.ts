import type { RunRow } from '#shared/contract/topics/learning.ts';
import type { Job } from '#shared/jobs/job.ts';
import { type Side, sides } from '#shared/learning/plan.ts';
import { type Strategy, embeddedBackbone } from '#shared/learning/recipe.ts';
import type { RunState } from '#shared/learning/run-state.ts';
import type { When } from '#shared/jobs/queue.ts';
import type { Api } from '../lib/api.ts';
import type { JobsController } from '../shell/jobs/jobs-controller.svelte.ts';
import { Controller, type Upon, type WindowCore } from '../lib/controller.ts';
import { refresher } from '../lib/refresher.ts';
import { trainStrings } from './strings.ts';
import { DataChoice } from './data/data-choice.svelte.ts';
import type { QueueController } from './queue/queue-controller.svelte.ts';
import { nextTimeOf } from './queue/queue-times.ts';
import { RecipeForm } from './recipe/recipe-form.svelte.ts';
import { type Question, RunEstimate } from './run-estimate.svelte.ts';
import { RunSteps } from './progress/run-steps.svelte.ts';
import { RunnerChoice } from './runner/runner-choice.svelte.ts';
import { StrategyOutlooks } from './strategy-outlooks.svelte.ts';
import { TrainingViews } from './training-views.svelte.ts';

type Backbone = Awaited<ReturnType<Api['backbones']['list']>>[number];
type Device = Awaited<ReturnType<Api['devices']['list']>>[number];

/** When the next run shall begin: at once, behind all that wait, or not before a time of day. */
export const beginnings = ['now', 'at', 'queue'] as const;
export type Beginning = (typeof beginnings)[number];

/** What the next run is made of, and the runs so far. */
export class TrainingController extends Controller {
  override readonly upon: Upon = {
    enter: () => Promise.all([this.refresh(), this.loadChoices()]),
    runs: () => this.refresh(),
    models: () => this.refresh(),
  };
  readonly #jobs: JobsController;
  readonly #queue: QueueController;
  #runs = $state.raw<readonly RunRow[]>([]);
  #backbones = $state.raw<readonly Backbone[]>([]);
  #devices = $state.raw<readonly Device[]>();
  #fetching = $state<number>();
  #chosen = $state<number>();
  #starting = $state(false);
  readonly data: DataChoice;
  readonly form = new RecipeForm();
  readonly estimate: RunEstimate;
  readonly outlooks: StrategyOutlooks;
  readonly views: TrainingViews;
  readonly steps: RunSteps;
  readonly runner: RunnerChoice;
  beginning = $state<Beginning>('now');
  /** Time of day, `HH:MM`. */
  clock = $state('22:00');
  name = $state('');

  /** The run whose page is open; undefined shows the form of the next one. */
  readonly run: RunRow | undefined = $derived(this.#runs.find(({ id }) => id === this.#chosen));
  /** The job behind the open run while it has not ended. */
  readonly job: Job | undefined;
  /** What keeps the next run from being started, in a sentence. */
  readonly obstacle: string | undefined;
  /** Whose time can be told: the next run, where nothing keeps it from starting. */
  readonly question: Question | undefined;

  readonly refresh = refresher(async () => {
    const [runs] = await Promise.all([this.api.runs.list(), this.data.load()]);
    this.#runs = runs.toSorted((a, b) => b.id - a.id);
  });

  constructor(core: WindowCore, jobs: JobsController, queue: QueueController) {
    super(core);
    this.#jobs = jobs;
    this.#queue = queue;
    this.data = new DataChoice(core);
    this.estimate = new RunEstimate(core);
    this.outlooks = new StrategyOutlooks(core, () => this);
    this.views = new TrainingViews(core);
    this.steps = new RunSteps(core);
    this.runner = new RunnerChoice(core);
    this.job = $derived(
      this.run === undefined ? undefined : this.#jobs.find(this.#queue.jobOf('train', this.run.id)),
    );
    this.obstacle = $derived(this.#findObstacle());
    this.question = $derived(this.#estimateQuestion());
  }

  get runs(): readonly RunRow[] {
    return this.#runs;
  }

  get backbones(): readonly Backbone[] {
    return this.#backbones;
  }

  /** What this computer can train whole networks on; undefined until it has been tried. */
  get devices(): readonly Device[] | undefined {
    return this.#devices;
  }

  /** How far the download of a backbone is, 0..1; undefined where there is none. */
  get fetching(): number | undefined {
    return this.#fetching;
  }

  get starting(): boolean {
    return this.#starting;
  }

  async loadChoices(): Promise<void> {
    await this.notices.guard(async () => {
      this.#backbones = await this.api.backbones.list();
    });
  }

  /** Downloads a published backbone's weights and chooses it. */
  async fetchBackbone(name: string): Promise<void> {
    this.#fetching = 0;
    const unsubscribe = this.api.backbones.onFetching(({ value }) => (this.#fetching = value));
    await this.notices.guard(async () => {
      const added = await this.api.backbones.fetch({ name });
      this.#backbones = await this.api.backbones.list();
      this.form.values.backbone = added.name;
    });
    unsubscribe();
    this.#fetching = undefined;
  }

  /** Takes a strategy's defaults; a head needs no device, and trying devices takes seconds. */
  async chooseStrategy(strategy: Strategy): Promise<void> {
    this.form.choose(strategy);
    if (strategy !== 'frozen' && this.#devices === undefined) await this.#tryDevices();
  }

  /** Tries the devices once more, where they have been tried. */
  async tryDevicesAgain(): Promise<void> {
    if (this.#devices === undefined) return;
    this.#devices = undefined;
    await this.#tryDevices();
  }

  open(run: number): void {
    this.#chosen = run;
  }

  openNewest(): void {
    this.#chosen = this.#runs[0]?.id;
  }

  /** Opens the run that a job is about; the newest where that is not known any more. */
  openJob(job: number): void {
    const entry = this.#queue.entryOf(job);
    if (entry?.kind === 'train') this.open(entry.of);
    else this.openNewest();
  }

  prepareNew(): void {
    this.#chosen = undefined;
  }

  /** Starts or files the next run, on a new split where none was drawn from what is chosen. */
  async start(): Promise<void> {
    const { data, form, question, name } = this;
    const when = this.#when();
    if (this.obstacle !== undefined || when === undefined) return;
    this.#starting = true;
    const on = await this.runner.chosen();
    const hasSplit = on !== undefined && ((data.split !== null && !data.isStale) || (await data.draw()));
    if (hasSplit && data.split !== null) {
      const { value } = this.estimate;
      const expectedSeconds = question === undefined || this.estimate.measuring ? undefined : value?.seconds;
      const begun = await this.notices.guard(() =>
        this.api.runs.start({
          ...form.recipe,
          split: data.split?.split,
          when,
          on,
          ...(name.trim() !== '' && { name: name.trim() }),
          ...(expectedSeconds !== undefined && { expectedSeconds }),
        }),
      );
      if (begun !== undefined) {
        await this.#began(begun.run, when);
        if (when !== 'now') await this.#queue.tellFiled(begun.job);
      }
    }
    this.#starting = false;
  }

  /** Goes on with a run from its last checkpoint. */
  async resume(run: number): Promise<void> {
    this.#jobs.putAwayStopped('train');
    const begun = await this.notices.guard(() => this.api.runs.resume({ run }));
    if (begun !== undefined) await this.#began(begun.run, 'now');
  }

  /** Copies a run's logs into a folder that the user chooses. */
  async exportLogs(run: number): Promise<void> {
    await this.notices.guard(async () => {
      const directory = await this.api.shell.chooseFolder({ title: trainStrings.logsTitle });
      if (directory !== null) await this.api.runs.exportLogs({ run, directory });
    });
  }

  override reset(): void {
    this.#runs = [];
    this.#chosen = undefined;
    this.name = '';
    this.form.reset('frozen', embeddedBackbone);
  }

  async #tryDevices(): Promise<void> {
    await this.notices.guard(async () => {
      this.#devices = await this.api.devices.list({});
    });
  }

  /** What runs now is followed; what waits leaves the form open, for the next run of the night. */
  async #began(run: number, when: When): Promise<void> {
    this.name = '';
    await this.refresh();
    if (when === 'now') this.open(run);
  }

  #when(): When | undefined {
    // A cluster has a queue of its own.
    if (this.runner.on === 'slurm') return 'now';
    if (this.beginning !== 'at') return this.beginning;
    const at = nextTimeOf(this.clock, Date.now());
    return at === undefined ? undefined : { at };
  }

  #findObstacle(): string | undefined {
    if (this.data.obstacle !== undefined) return this.data.obstacle;
    const [wrong] = Object.entries(this.form.problems);
    if (wrong !== undefined) {
      const { labels, problem } = trainStrings.recipe;
      return problem(labels[wrong[0] as keyof typeof labels], wrong[1]);
    }
    return this.#when() === undefined ? trainStrings.badClock : this.runner.obstacle;
  }

  #estimateQuestion(): Question | undefined {
    const { data, form } = this;
    if (!form.ok || data.obstacle !== undefined || data.counts === undefined) return undefined;
    const { split, chosen, shares } = data;
    const drawn = split !== null && !data.isStale ? split : undefined;
    const share = (side: Side): number =>
      side === 'train' ? 100 - shares.val - shares.test : side === 'val' ? shares.val : shares.test;
    const photosOn = (side: Side): number =>
      drawn?.[side].photos ?? Math.round((chosen.photos * share(side)) / 100);
    const [train = 0, val = 0, test = 0] = sides.map(photosOn);
    return { recipe: form.recipe, photos: { train, val, test }, classes: Math.max(2, chosen.classes) };
  }
}

/** Whether a run, or a study, may still change. */
export function isUnderWay(run: { readonly state: RunState } | undefined): boolean {
  return run?.state === 'queued' || run?.state === 'running';
}

/** Whether a run can be taken up where it stopped. */
export function isResumable({ state }: RunRow): boolean {
  return state === 'interrupted' || state === 'cancelled' || state === 'failed';
}
