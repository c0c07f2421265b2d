import type { RunRow } from '#shared/contract/topics/learning.ts';
import type { Job } from '#shared/jobs/job.ts';
import { type Strategy, defaultRecipe, embeddedBackbone } from '#shared/learning/recipe.ts';
import type { Hold, Measure, Study, Variable } from '#shared/studies/study.ts';
import type { JobsController } from '../shell/jobs/jobs-controller.svelte.ts';
import { refresher } from '../lib/refresher.ts';
import type { QueueController } from '../train/queue/queue-controller.svelte.ts';
import type { DataChoice } from '../train/data/data-choice.svelte.ts';
import type { RunnerChoice } from '../train/runner/runner-choice.svelte.ts';
import { isUnderWay } from '../train/training-controller.svelte.ts';
import { Controller, type Upon, type WindowCore } from '../lib/controller.ts';

/** What a person chooses about a study; the rest is the recipe's default. */
export interface StudySettings {
  vary: Variable;
  hold: Hold;
  measure: Measure;
  /** How often every point is repeated, each time with another seed. */
  repeats: number;
  /** For photos at the bench, whose predictions are taken: `run 3`, `study 2`; '' for the newest run. */
  source: string;
  /** For another lab's samples: its mark; '' for the one with most samples. */
  lab: string;
  strategy: Strategy;
  backbone: string;
  epochs: number;
  imageSize: number;
}

/** What of the Train room a study is started on. */
interface StudyGround {
  readonly runner: Pick<RunnerChoice, 'chosen'>;
  readonly data: Pick<DataChoice, 'labs'>;
}

/** The lab's studies, the one that is open, and the settings of the next. */
export class StudiesController extends Controller {
  override readonly upon: Upon = { enter: () => this.refresh(), studies: () => this.refresh() };
  readonly #jobs: JobsController;
  #list = $state.raw<readonly Study[]>([]);
  #chosen = $state<number>();
  #starting = $state(false);
  #run = $state.raw<RunRow>();
  settings = $state<StudySettings>(usualSettings());

  /** The study whose page is open; undefined shows the form of the next one. */
  readonly study: Study | undefined = $derived(this.#list.find(({ study }) => study === this.#chosen));
  /** The job behind the open study while it has not ended. */
  readonly job: Job | undefined;

  readonly refresh = refresher(async () => {
    this.#list = await this.api.studies.list();
  });

  constructor(core: WindowCore, jobs: JobsController, queue: Pick<QueueController, 'jobOf'>) {
    super(core);
    this.#jobs = jobs;
    this.job = $derived(
      this.study === undefined || !isUnderWay(this.study)
        ? undefined
        : jobs.find(queue.jobOf('study', this.study.study)),
    );
  }

  get list(): readonly Study[] {
    return this.#list;
  }

  get starting(): boolean {
    return this.#starting;
  }

  /** The run of the open study that is looked at by itself. */
  get run(): RunRow | undefined {
    return this.#run;
  }

  /** Opens one run of the study: its figures, its photos, its curves. */
  async openRun(run: number): Promise<void> {
    this.#run = await this.notices.guard(() => this.api.runs.get({ run }));
  }

  closeRun(): void {
    this.#run = undefined;
  }

  /** A sample of the leakage study has photos on several sides, so that only photos can be counted there. */
  chooseVariable(vary: Variable): void {
    this.settings = { ...this.settings, vary, measure: vary === 'leakage' ? 'photo' : 'sample' };
  }

  /** Takes a strategy's defaults. */
  chooseStrategy(strategy: Strategy): void {
    const { epochs, imageSize } = defaultRecipe(strategy, this.settings.backbone);
    this.settings = { ...this.settings, strategy, epochs, imageSize };
  }

  open(study: number): void {
    this.#run = undefined;
    this.#chosen = study;
  }

  openNewest(): void {
    this.#run = undefined;
    this.#chosen = this.#list[0]?.study;
  }

  prepareNew(): void {
    this.#run = undefined;
    this.#chosen = undefined;
  }

  /**
   * @param training where its runs are trained, and the labs whose samples can be the test: where none was chosen, that with most
   *   samples is meant.
   */
  async start({ runner, data }: StudyGround): Promise<void> {
    this.#starting = true;
    const { vary, hold, measure, repeats, source, strategy, backbone, epochs, imageSize, ...asked } =
      $state.snapshot(this.settings);
    const lab = vary === 'labs' ? asked.lab || data.labs[0]?.mark : undefined;
    // Strategies differ in what suits them: each keeps its own number of epochs.
    const recipe = { strategy, backbone, imageSize, ...(vary !== 'strategy' && { epochs }) };
    const seeds = Array.from({ length: repeats }, (_, index) => index + 1);
    await this.#follow(async () => {
      if (vary === 'bench-angles') return this.api.studies.start({ vary, ...sourceOf(source) });
      // The one that the Train room shows, be it of the whole lab or of a part that was chosen there.
      const split = (await this.api.splits.latest())?.split;
      const on = await runner.chosen();
      return on && this.api.studies.start({ vary, hold, measure, lab, seeds, recipe, split, on });
    });
    this.#starting = false;
  }

  async resume(study: number): Promise<void> {
    this.#jobs.putAwayStopped('study');
    await this.#follow(() => this.api.studies.resume({ study }));
  }

  async #follow(begin: () => Promise<{ study: number } | undefined>): Promise<void> {
    const begun = await this.notices.guard(begin);
    if (begun === undefined) return;
    await this.refresh();
    this.open(begun.study);
  }

  override reset(): void {
    this.#list = [];
    this.#run = undefined;
    this.#chosen = undefined;
    this.settings = usualSettings();
  }
}

function sourceOf(source: string): { run?: number; of?: number } {
  const [kind, id] = source.split(' ');
  if (id === undefined) return {};
  return kind === 'run' ? { run: Number(id) } : { of: Number(id) };
}

function usualSettings(): StudySettings {
  const { strategy, backbone, epochs, imageSize } = defaultRecipe('frozen', embeddedBackbone);
  return {
    vary: 'photos',
    hold: 'samples',
    measure: 'sample',
    repeats: 3,
    source: '',
    lab: '',
    strategy,
    backbone,
    epochs,
    imageSize,
  };
}
