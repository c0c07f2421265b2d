import { fusedVerdict, isSettled, smoothed } from '#shared/learning/prediction/angles.ts';
import type { Frame } from '#shared/contract/topics/bench.ts';
import type { Prediction } from '#shared/learning/prediction/prediction.ts';
import type { Calibration, Verdict } from '#shared/learning/prediction/verdict.ts';
import type { CameraSettings } from '#shared/camera/camera.ts';
import type { PhotoStatistics } from '#shared/camera/statistics.ts';
import type { Api } from '../../lib/api.ts';
import { isAway } from '../../lib/is-away.ts';
import { benchStrings } from '../strings.ts';
import type { DriftMonitor } from './drift-monitor.svelte.ts';
import type { EmptyStage } from './empty-stage.svelte.ts';
import type { KeepTarget } from './keep-target.svelte.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';

type OpenModel = Awaited<ReturnType<Api['bench']['open']>>;

/** A photo that was taken of the fragment on the stage. */
export interface TakenAngle {
  readonly prediction: Prediction;
  /** Encoded, as it will be kept. */
  readonly photo: Uint8Array<ArrayBuffer>;
  /** What the angles up to this one mean together. */
  readonly verdict: Verdict;
  /** How the camera was set. */
  readonly camera: CameraSettings | null;
  /** What the picture is like. */
  readonly statistics: PhotoStatistics | null;
}

type KeptSample = Pick<Awaited<ReturnType<Api['bench']['keep']>>, 'number' | 'photos'>;

/** What the live verdict works with. */
interface Surroundings {
  readonly keeping: KeepTarget;
  readonly drift: DriftMonitor;
  readonly stage: EmptyStage;
  /** The sitting under way is the one that what is kept belongs to. */
  readonly sessions: { readonly current: { readonly id: number } | undefined };
}

/** Where pictures come from: the video on the screen. */
export interface Viewfinder {
  grab(): Frame | undefined;
  photo(): Promise<Uint8Array<ArrayBuffer>>;
  /** How the camera is set now. */
  settings(): CameraSettings | null;
}

/** The live verdict on what is under the microscope, the angles that were taken of it, and keeping them. */
export class LiveController extends Controller {
  override readonly upon: Upon = { models: () => this.recalibrate() };
  readonly #keeping: KeepTarget;
  readonly #drift: DriftMonitor;
  readonly #stage: EmptyStage;
  readonly #sessions: Surroundings['sessions'];
  #model = $state.raw<OpenModel>();
  #latest = $state.raw<readonly Prediction[]>([]);
  #angles = $state.raw<readonly TakenAngle[]>([]);
  #predicting = false;
  #taking = $state(false);
  /** What the person says of the fragment; null leaves it open. */
  label = $state<string | null>(null);
  /** The sample that was kept last. */
  #kept = $state.raw<KeptSample>();

  readonly calibration: Calibration | undefined = $derived(this.#model?.calibration);
  /** Of the picture as it is now, over the last frames. */
  readonly live: Verdict | undefined = $derived(
    this.calibration && fusedVerdict(this.#latest, this.calibration),
  );
  /** Of the angles that were taken. */
  readonly fused: Verdict | undefined = $derived(this.#angles.at(-1)?.verdict);
  readonly settled: boolean = $derived(
    this.calibration !== undefined &&
      isSettled(
        this.#angles.map(({ prediction }) => prediction),
        this.calibration,
      ),
  );

  constructor(core: WindowCore, { keeping, drift, stage, sessions }: Surroundings) {
    super(core);
    this.#keeping = keeping;
    this.#drift = drift;
    this.#stage = stage;
    this.#sessions = sessions;
  }

  get model(): OpenModel | undefined {
    return this.#model;
  }

  get angles(): readonly TakenAngle[] {
    return this.#angles;
  }

  get taking(): boolean {
    return this.#taking;
  }

  get kept(): KeptSample | undefined {
    return this.#kept;
  }

  /** Loads a model; angles that another one predicted are let go. */
  async open(model: number): Promise<void> {
    this.clear();
    this.#model = await this.notices.guard(() => this.api.bench.open({ model }));
    this.#drift.compareWith(this.#model?.fingerprint ?? null);
  }

  /** How predictions become verdicts may have changed: angles keep the predictions, not what they meant. */
  async recalibrate(): Promise<void> {
    const model = this.#model;
    if (model === undefined) return;
    const again = await this.api.bench.open({ model: model.model });
    if (this.#model === model) this.#model = again;
  }

  /** Predicts the newest frame, unless one is on its way: frames are dropped, never queued. */
  async predict(viewfinder: Viewfinder): Promise<void> {
    const model = this.#model;
    if (this.#predicting || this.#taking || model === undefined) return;
    const frame = viewfinder.grab();
    if (frame === undefined) return;
    // There is nothing to predict; the model would say something all the same.
    if (this.#stage.see(frame)) {
      this.#latest = [];
      return;
    }
    this.#predicting = true;
    try {
      const measure = this.#drift.isDue(performance.now());
      const answer = await this.notices.guard(() =>
        this.#whileThere(() => this.api.bench.predict({ model: model.model, frame, measure })),
      );
      if (answer === undefined) this.#model = undefined;
      else if (answer === 'away') this.#latest = [];
      else if (this.#model === model) {
        this.#latest = smoothed(this.#latest, answer);
        if (answer.statistics !== null) this.#drift.sawPicture(answer.statistics);
      }
    } finally {
      this.#predicting = false;
    }
  }

  /** The link to the lab may be lost while a fragment is on the stage: the angles stay, and the verdicts come back with it. */
  async #whileThere<T>(ask: () => Promise<T>): Promise<T | 'away'> {
    try {
      return await ask();
    } catch (error) {
      if (isAway(error)) return 'away';
      throw error;
    }
  }

  /** Takes a photo of the fragment from this angle. */
  async take(viewfinder: Viewfinder): Promise<void> {
    const model = this.#model;
    if (this.#taking || model === undefined) return;
    const frame = viewfinder.grab();
    if (frame === undefined) return;
    this.#taking = true;
    this.#kept = undefined;
    await this.notices.guard(async () => {
      const photo = await viewfinder.photo();
      const camera = viewfinder.settings();
      const { statistics, ...prediction } = await this.api.bench.predict({
        model: model.model,
        frame,
        measure: true,
      });
      const together = [...this.#angles.map((angle) => angle.prediction), prediction];
      const verdict = fusedVerdict(together, model.calibration);
      if (verdict !== undefined)
        this.#angles = [...this.#angles, { prediction, photo, verdict, camera, statistics }];
    });
    this.#taking = false;
  }

  /** Lets the last angle go. */
  drop(): void {
    this.#angles = this.#angles.slice(0, -1);
  }

  /** Keeps the angles, as a new sample or with one that is there; the stage is free for the next fragment. */
  async keep(): Promise<void> {
    const model = this.#model;
    if (model === undefined || this.#angles.length === 0 || this.#taking) return;
    const to = this.#keeping.target;
    if (to === undefined) {
      this.notices.tell(benchStrings.live.noSurvey);
      return;
    }
    this.#taking = true;
    const photos = this.#angles.map(({ photo, camera }) => ({ bytes: photo, camera }));
    const session = this.#sessions.current?.id ?? null;
    const kept = await this.notices.guard(() =>
      this.api.bench.keep({ model: model.model, to, class: this.label, photos, session }),
    );
    this.#taking = false;
    if (kept === undefined) return;
    this.#drift.sawFragment(this.#angles.flatMap(({ statistics }) => statistics ?? []));
    this.#keeping.choose(undefined);
    this.clear();
    this.#kept = kept;
  }

  clear(): void {
    this.#latest = [];
    this.#angles = [];
    this.label = null;
    this.#kept = undefined;
  }

  override reset(): void {
    this.clear();
    this.#model = undefined;
  }
}
