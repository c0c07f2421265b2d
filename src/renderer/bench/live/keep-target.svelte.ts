import type { PhotoTarget } from '#shared/domain/photo.ts';
import type { Api } from '../../lib/api.ts';
import { benchStrings } from '../strings.ts';
import { Controller } from '../../lib/controller.ts';

type FoundSample = Awaited<ReturnType<Api['bench']['find']>>[number];

/** Where the fragment on the stage is kept: as a new sample of a survey, or with a sample that is there. */
export class KeepTarget extends Controller {
  /** Survey of new samples, and the one in which a number is looked for first. */
  survey = $state<number>();
  /** What was typed or scanned. */
  text = $state('');
  #found = $state.raw<readonly FoundSample[]>([]);
  #sample = $state.raw<FoundSample>();

  readonly target: PhotoTarget | undefined = $derived.by(() => {
    if (this.#sample !== undefined) return { sample: this.#sample.sample };
    return this.survey === undefined ? undefined : { survey: this.survey };
  });

  /** The sample that gets the photos; undefined: a new one is made. */
  get sample(): FoundSample | undefined {
    return this.#sample;
  }

  /** Samples of this number, where several surveys have one. */
  get found(): readonly FoundSample[] {
    return this.#found;
  }

  /** Looks for the sample of what was typed or scanned: its number, or its whole label. */
  async find(): Promise<void> {
    const text = this.text.trim();
    if (text === '') return;
    const found = await this.notices.guard(() => this.api.bench.find({ text }));
    if (found === undefined) return;
    const here = found.filter(({ survey }) => survey.id === this.survey);
    const [only, ...others] = here.length > 0 ? here : found;
    if (only === undefined) this.notices.tell(benchStrings.keep.notFound(text));
    if (others.length === 0) this.choose(only);
    else this.#found = found;
  }

  /** A label came into the camera's picture. */
  async scanned(text: string): Promise<void> {
    this.text = text;
    await this.find();
  }

  choose(sample: FoundSample | undefined): void {
    this.#sample = sample;
    this.#found = [];
    if (sample !== undefined) this.text = '';
  }

  override reset(): void {
    this.survey = undefined;
    this.text = '';
    this.choose(undefined);
  }
}
