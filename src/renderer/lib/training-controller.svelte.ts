import type { SplitReport } from '#shared/catalogue.ts';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import type { Job } from '#shared/jobs.ts';
import { type Recipe, type Strategy, defaultRecipe } from '#shared/learning/recipe.ts';
import type { RunState } from '#shared/learning/run-state.ts';
import type { Api } from './api.ts';
import type { JobsController } from './jobs-controller.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import { refresher } from './refresher.ts';
import { strings } from './strings.ts';

type Backbone = Awaited<ReturnType<Api['backbones']['list']>>[number];
type Device = Awaited<ReturnType<Api['devices']['list']>>[number];

/** What a person may change about a run; the rest is the recipe's default. */
export type Settings = Pick<
  Recipe,
  'strategy' | 'backbone' | 'epochs' | 'batchSize' | 'lr' | 'imageSize' | 'seed' | 'device'
>;

/** Shares are in percent, as they are typed. */
export interface SplitForm {
  val: number;
  test: number;
  seed: number;
}

/** The split, the settings of the next run, and the runs so far. */
export class TrainingController {
  readonly #api: Api;
  readonly #notices: Notices;
  readonly #jobs: JobsController;
  readonly #refresh: () => Promise<void>;
  #runs = $state.raw<readonly RunRow[]>([]);
  #split = $state.raw<SplitReport | null>(null);
  #backbones = $state.raw<readonly Backbone[]>([]);
  #devices = $state.raw<readonly Device[]>();
  #chosen = $state<number>();
  #starting = $state(false);
  splitForm = $state<SplitForm>({ val: 15, test: 15, seed: 1 });
  settings = $state<Settings>(defaultSettings('frozen'));

  /** The run whose page is open; undefined shows the form of the next one. */
  readonly run: RunRow | undefined = $derived(this.#runs.find(({ id }) => id === this.#chosen));
  /** The job behind the open run while it has not ended: the lab trains one run at a time. */
  readonly job: Job | undefined;

  constructor(api: Api, notices: Notices, jobs: JobsController) {
    this.#api = api;
    this.#notices = notices;
    this.#jobs = jobs;
    this.job = $derived(isUnderWay(this.run) ? jobs.active('train') : undefined);
    this.#refresh = refresher(() => this.#load());
  }

  get runs(): readonly RunRow[] {
    return this.#runs;
  }

  get split(): SplitReport | null {
    return this.#split;
  }

  get backbones(): readonly Backbone[] {
    return this.#backbones;
  }

  /** What this computer can train whole networks on; undefined until it has been tried. */
  get devices(): readonly Device[] | undefined {
    return this.#devices;
  }

  get starting(): boolean {
    return this.#starting;
  }

  refresh(): Promise<void> {
    return this.#refresh();
  }

  async loadChoices(): Promise<void> {
    await this.#notices.guard(async () => {
      this.#backbones = await this.#api.backbones.list();
    });
  }

  /** Takes a strategy's defaults; a head needs no device, and trying devices takes seconds. */
  async chooseStrategy(strategy: Strategy): Promise<void> {
    const { backbone, seed } = this.settings;
    this.settings = { ...defaultSettings(strategy), backbone, seed };
    if (strategy === 'frozen' || this.#devices !== undefined) return;
    await this.#notices.guard(async () => {
      this.#devices = await this.#api.devices.list();
    });
  }

  open(run: number): void {
    this.#chosen = run;
  }

  openNewest(): void {
    this.#chosen = this.#runs[0]?.id;
  }

  prepareNew(): void {
    this.#chosen = undefined;
  }

  async drawSplit(): Promise<void> {
    const { val, test, seed } = this.splitForm;
    await this.#notices.guard(async () => {
      this.#split = await this.#api.splits.create({ val: val / 100, test: test / 100, seed });
    });
  }

  async start(): Promise<void> {
    this.#starting = true;
    const settings = $state.snapshot(this.settings);
    await this.#follow(() => this.#api.runs.start(settings));
    this.#starting = false;
  }

  /** Goes on with a run from its last checkpoint. */
  async resume(run: number): Promise<void> {
    this.#jobs.putAwayStopped('train');
    await this.#follow(() => this.#api.runs.resume({ run }));
  }

  /** Copies a run's logs into a folder that the user chooses. */
  async exportLogs(run: number): Promise<void> {
    await this.#notices.guard(async () => {
      const directory = await this.#api.shell.chooseFolder({ title: strings.train.logsTitle });
      if (directory !== null) await this.#api.runs.exportLogs({ run, directory });
    });
  }

  async #follow(begin: () => Promise<{ run: number }>): Promise<void> {
    const begun = await this.#notices.guard(begin);
    if (begun === undefined) return;
    await this.refresh();
    this.open(begun.run);
  }

  reset(): void {
    this.#runs = [];
    this.#split = null;
    this.#chosen = undefined;
    this.settings = defaultSettings('frozen');
  }

  async #load(): Promise<void> {
    const [runs, split] = await Promise.all([this.#api.runs.list(), this.#api.splits.latest()]);
    this.#runs = runs.toSorted((a, b) => b.id - a.id);
    this.#split = split;
    if (split !== null) this.splitForm.seed = split.seed;
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

function defaultSettings(of: Strategy): Settings {
  const { strategy, backbone, epochs, batchSize, lr, imageSize, seed, device } = defaultRecipe(
    of,
    'mobilenetv2',
  );
  return { strategy, backbone, epochs, batchSize, lr, imageSize, seed, device };
}
