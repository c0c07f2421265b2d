import type { Frame } from '#shared/contract/topics/bench.ts';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import type { SplitResult } from '#shared/domain/split.ts';
import { fusedVerdict, smoothed } from '#shared/learning/prediction/angles.ts';
import type { Prediction } from '#shared/learning/prediction/prediction.ts';
import type { Verdict } from '#shared/learning/prediction/verdict.ts';
import { embeddedBackbone } from '#shared/learning/recipe.ts';
import { type SelectionCounts, isEverything } from '#shared/learning/split/selection.ts';
import type { Api } from '../../lib/api.ts';
import { Controller, type Outside, type Upon, type WindowCore } from '../../lib/controller.ts';
import { FilePictures } from '../../lib/file-pictures.svelte.ts';
import { plural } from '../../lib/plural.ts';
import { tryStrings as words } from './strings.ts';

/** What is learnt from in seconds: small pictures, each looked at once. */
const quickly = { strategy: 'frozen', backbone: embeddedBackbone, imageSize: 160, views: 1 } as const;

/** Of a class fewer samples than these teach nothing that could be told from this one fragment. */
const fewestSamples = 2;

interface Runs {
  readonly runs: readonly RunRow[];
}

type OpenModel = Awaited<ReturnType<Api['bench']['open']>>;

/** A quick model of the lab's own photos, and what it says of a photo or of what the camera sees. */
export class TryController extends Controller {
  override readonly upon: Upon = { enter: () => this.count(), catalogue: () => this.count() };
  readonly pictures: FilePictures;
  readonly #runs: Runs;
  readonly #pathsOf: Outside['pathsOf'];
  #counts = $state.raw<SelectionCounts>();
  #split = $state.raw<SplitResult>();
  #run = $state<number>();
  #job = $state<number>();
  #starting = $state(false);
  #looking = $state(false);
  #file = $state<string>();
  #verdict = $state.raw<Verdict>();
  #model = $state.raw<OpenModel>();
  #latest = $state.raw<readonly Prediction[]>([]);
  #predicting = false;
  /** Rises with every photo: the answer about an older one is thrown away. */
  #question = 0;
  /** Whether the camera is looked through. */
  camera = $state(false);

  /** The run that learns, or has learnt. */
  readonly run: RunRow | undefined;
  /** Why nothing can be learnt yet, in a sentence. */
  readonly obstacle: string | undefined = $derived(this.#counts && missing(this.#counts));
  /** Of the camera's picture as it is now. */
  readonly live: Verdict | undefined = $derived(
    this.#model && fusedVerdict(this.#latest, this.#model.calibration),
  );

  constructor(core: WindowCore, runs: Runs) {
    super(core);
    this.#runs = runs;
    this.#pathsOf = core.outside.pathsOf;
    this.pictures = new FilePictures(core.api, { size: 'preview', most: 4 });
    this.run = $derived(this.#runs.runs.find(({ id }) => id === this.#run));
  }

  /** Photos that it would learn from. */
  get photos(): number {
    return this.#counts?.classes.reduce((sum, { photos }) => sum + photos, 0) ?? 0;
  }

  get starting(): boolean {
    return this.#starting;
  }

  get job(): number | undefined {
    return this.#job;
  }

  /** The model that has been learnt. */
  get model(): number | undefined {
    return this.run?.model ?? undefined;
  }

  /** What the model has learnt from. */
  get learnt(): SplitResult['train'] | undefined {
    return this.#split?.train;
  }

  get looking(): boolean {
    return this.#looking;
  }

  /** The photo that was asked about last. */
  get file(): string | undefined {
    return this.#file;
  }

  get verdict(): Verdict | undefined {
    return this.#verdict;
  }

  /** Looks again what there is to learn from. */
  async count(): Promise<void> {
    await this.notices.guard(async () => {
      this.#counts = await this.api.splits.count({});
    });
  }

  /** Learns from all labelled photos, by a run as any other. */
  async start(): Promise<void> {
    if (this.#starting) return;
    this.#starting = true;
    this.#letGo();
    await this.count();
    if (this.#counts !== undefined && this.obstacle === undefined) {
      const begun = await this.notices.guard(async () => {
        const split = await this.#wholeSplit(this.#counts);
        this.#split = split;
        return this.api.runs.start({ ...quickly, split: split.split, name: words.runName(this.photos) });
      });
      this.#run = begun?.run;
      this.#job = begun?.job;
    }
    this.#starting = false;
  }

  async choose(): Promise<void> {
    const files = await this.notices.guard(() => this.api.shell.choosePhotos({ title: words.chooseTitle }));
    const [file] = files ?? [];
    if (file !== undefined) await this.look(file);
  }

  async drop(files: readonly File[]): Promise<void> {
    const paths = await this.notices.guard(() => this.#pathsOf(files));
    const [path = ''] = paths ?? [];
    if (path !== '') await this.look(path);
  }

  /** Asks the model about a photo. */
  async look(file: string): Promise<void> {
    const { model } = this;
    if (model === undefined) {
      this.notices.tell(words.notYet);
      return;
    }
    const question = (this.#question += 1);
    this.camera = false;
    this.#file = file;
    this.#verdict = undefined;
    this.#looking = true;
    const answer = await this.notices.guard(() => this.api.bench.classify({ files: [file], model }));
    if (question !== this.#question) return;
    this.#looking = false;
    this.#verdict = answer?.verdicts[0];
    const [unread] = answer?.skipped ?? [];
    if (unread !== undefined) this.notices.tell(words.unread(unread.reason));
  }

  /** Loads the model as soon as it is there, so that the first photo need not wait for that. */
  async makeReady(): Promise<void> {
    const { model } = this;
    if (model === undefined || this.#model?.model === model) return;
    this.#model = await this.notices.guard(() => this.api.bench.open({ model }));
  }

  async lookThrough(): Promise<void> {
    await this.makeReady();
    this.#latest = [];
    this.camera = this.#model !== undefined;
  }

  /** Predicts a frame, unless one is on its way: frames are dropped, never queued. */
  async predict(frame: Frame | undefined): Promise<void> {
    const model = this.#model;
    if (this.#predicting || frame === undefined || model === undefined) return;
    this.#predicting = true;
    const answer = await this.notices.guard(() => this.api.bench.predict({ model: model.model, frame }));
    this.#predicting = false;
    if (answer === undefined) this.camera = false;
    else if (this.#model === model) this.#latest = smoothed(this.#latest, answer);
  }

  override reset(): void {
    this.#letGo();
    this.#counts = undefined;
    this.#run = undefined;
    this.#job = undefined;
  }

  #letGo(): void {
    this.#question += 1;
    this.camera = false;
    this.#looking = false;
    this.#file = undefined;
    this.#verdict = undefined;
    this.#model = undefined;
    this.#latest = [];
    this.pictures.clear();
  }

  /** The newest split of the whole lab where it holds all that is labelled now, else a new one. */
  async #wholeSplit(counts: SelectionCounts | undefined): Promise<SplitResult> {
    const latest = await this.api.splits.latest();
    return latest !== null && holds(latest, counts) ? latest : await this.api.splits.create({});
  }
}

function holds({ selection, classes }: SplitResult, counts: SelectionCounts | undefined): boolean {
  if (!isEverything(selection) || counts === undefined) return false;
  const photos = new Map(
    classes.map(({ id, train, val, test }) => [id, train.photos + val.photos + test.photos]),
  );
  return counts.classes.every((one) => (photos.get(one.id) ?? 0) === one.photos);
}

/** What a lab lacks for anything to be learnt. */
function missing({ classes }: SelectionCounts): string | undefined {
  if (classes.filter(({ samples }) => samples >= fewestSamples).length >= 2) return undefined;
  const so = classes.map(({ name, samples }) => `${name}: ${plural(samples, 'sample')}`);
  return words.missing(so.length === 0 ? words.nothingLabelled : so.join(', '));
}
