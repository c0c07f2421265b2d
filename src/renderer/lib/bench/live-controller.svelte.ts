import { type LiveVerdict, fusedVerdict, isSettled, smoothed } from '#shared/bench.ts';
import type { Frame } from '#shared/contract/topics/bench.ts';
import type { Reading, Seen } from '#shared/learning/verdict.ts';
import type { Api } from '../api.ts';
import type { Notices } from '../notices.svelte.ts';
import { strings } from '../strings.ts';

type OpenModel = Awaited<ReturnType<Api['bench']['open']>>;

/** A photo that was taken of the fragment on the stage. */
export interface TakenAngle {
  readonly seen: Seen;
  /** Encoded, as it will be kept. */
  readonly photo: Uint8Array<ArrayBuffer>;
  /** What the angles up to this one mean together. */
  readonly verdict: LiveVerdict;
}

/** Where pictures come from: the video on the screen. */
export interface Viewfinder {
  grab(): Frame | undefined;
  photo(): Promise<Uint8Array<ArrayBuffer>>;
}

/** The live verdict on what is under the microscope, the angles that were taken of it, and keeping them. */
export class LiveController {
  readonly #api: Api;
  readonly #notices: Notices;
  #model = $state.raw<OpenModel>();
  #latest = $state.raw<readonly Seen[]>([]);
  #angles = $state.raw<readonly TakenAngle[]>([]);
  #looking = false;
  #taking = $state(false);
  /** What the person says of the fragment; null leaves it open. */
  label = $state<string | null>(null);
  /** Where kept samples go. */
  survey = $state<number>();
  /** Number of the sample that was kept last. */
  #kept = $state<string>();

  readonly reading: Reading | undefined = $derived(this.#model?.reading);
  /** Of the picture as it is now, over the last frames. */
  readonly live: LiveVerdict | undefined = $derived(this.reading && fusedVerdict(this.#latest, this.reading));
  /** Of the angles that were taken. */
  readonly fused: LiveVerdict | undefined = $derived(this.#angles.at(-1)?.verdict);
  readonly settled: boolean = $derived(
    this.reading !== undefined &&
      isSettled(
        this.#angles.map(({ seen }) => seen),
        this.reading,
      ),
  );

  constructor(api: Api, notices: Notices) {
    this.#api = api;
    this.#notices = notices;
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

  get kept(): string | undefined {
    return this.#kept;
  }

  /** Loads a model; angles that another one judged are let go. */
  async open(model: number): Promise<void> {
    this.clear();
    this.#model = await this.#notices.guard(() => this.#api.bench.open({ model }));
  }

  /** How the model is read may have changed: angles keep what was seen, not what it meant. */
  async reread(): Promise<void> {
    const model = this.#model;
    if (model === undefined) return;
    const again = await this.#api.bench.open({ model: model.model });
    if (this.#model === model) this.#model = again;
  }

  /** Looks at the newest frame, unless one is being looked at: frames are dropped, never queued. */
  async look(viewfinder: Viewfinder): Promise<void> {
    const model = this.#model;
    if (this.#looking || this.#taking || model === undefined) return;
    const frame = viewfinder.grab();
    if (frame === undefined) return;
    this.#looking = true;
    try {
      const answer = await this.#notices.guard(() => this.#api.bench.look({ model: model.model, frame }));
      if (answer === undefined) this.#model = undefined;
      else if (this.#model === model) this.#latest = smoothed(this.#latest, answer);
    } finally {
      this.#looking = false;
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
    await this.#notices.guard(async () => {
      const photo = await viewfinder.photo();
      const seen = await this.#api.bench.look({ model: model.model, frame });
      const together = [...this.#angles.map((angle) => angle.seen), seen];
      const verdict = fusedVerdict(together, model.reading);
      if (verdict !== undefined) this.#angles = [...this.#angles, { seen, photo, verdict }];
    });
    this.#taking = false;
  }

  /** Lets the last angle go. */
  drop(): void {
    this.#angles = this.#angles.slice(0, -1);
  }

  /** Keeps the angles as a new sample; the stage is free for the next fragment. */
  async keep(): Promise<void> {
    const model = this.#model;
    const survey = this.survey;
    if (model === undefined || this.#angles.length === 0 || this.#taking) return;
    if (survey === undefined) {
      this.#notices.tell(strings.bench.live.noSurvey);
      return;
    }
    this.#taking = true;
    const photos = this.#angles.map(({ photo }) => ({ bytes: photo, camera: null }));
    const kept = await this.#notices.guard(() =>
      this.#api.bench.keep({ model: model.model, to: { survey }, class: this.label, photos }),
    );
    this.#taking = false;
    if (kept === undefined) return;
    this.clear();
    this.#kept = kept.number;
  }

  clear(): void {
    this.#latest = [];
    this.#angles = [];
    this.label = null;
    this.#kept = undefined;
  }

  reset(): void {
    this.clear();
    this.#model = undefined;
    this.survey = undefined;
  }
}
