import type { MergedLab } from '#shared/domain/lab-mark.ts';
import type { SplitResult } from '#shared/domain/split.ts';
import type { SampleFilter } from '#shared/domain/grid.ts';
import { foreseenWarnings } from '#shared/learning/split/foreseen-warnings.ts';
import { type Selection, type SelectionCounts, countsAs } from '#shared/learning/split/selection.ts';
import { trainStrings } from '../strings.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';

/** Shares are in percent, as they are typed. */
interface Shares {
  val: number;
  test: number;
  seed: number;
  /** The mark of the lab whose samples are the test; '' for a share of all. */
  testLab: string;
}

/** What the next run learns from: surveys, a filter, classes and what they count as; and the split that was drawn of it. */
export class DataChoice extends Controller {
  shares = $state<Shares>({ val: 15, test: 15, seed: 1, testLab: '' });
  #surveys = $state.raw<readonly number[]>([]);
  #filter = $state.raw<SampleFilter>({});
  #classes = $state.raw<Selection['classes']>(null);
  #counts = $state.raw<SelectionCounts>();
  #split = $state.raw<SplitResult | null>(null);
  #labs = $state.raw<readonly MergedLab[]>([]);
  #drawnFrom = $state.raw('');
  #loaded = false;

  readonly selection: Selection = $derived({
    surveys: [...this.#surveys],
    filter: this.#filter,
    classes: this.#classes,
  });
  /** Photos and samples of the classes that are chosen. */
  readonly chosen: { readonly photos: number; readonly samples: number; readonly classes: number };
  /** How many samples the class has that has the fewest. */
  readonly fewest: number;
  /** What the split is too small for; where none was drawn of what is chosen, what one with these shares would be. */
  readonly warnings: readonly string[];
  /** Whether the split on show was drawn from something else than what is chosen now. */
  readonly isStale: boolean;
  /** Why nothing can be trained on this, in a sentence. */
  readonly obstacle: string | undefined;

  constructor(core: WindowCore) {
    super(core);
    this.chosen = $derived(this.#sumUp());
    this.fewest = $derived(Math.min(...this.#learnt().map(({ samples }) => samples), Infinity));
    this.isStale = $derived(this.#split !== null && this.#drawnFrom !== this.#choiceText());
    this.obstacle = $derived(this.#obstacle());
    this.warnings = $derived(this.#split !== null && !this.isStale ? this.#split.warnings : this.#foreseen());
  }

  get counts(): SelectionCounts | undefined {
    return this.#counts;
  }

  get split(): SplitResult | null {
    return this.#split;
  }

  /** Labs whose samples can be the test. */
  get labs(): readonly MergedLab[] {
    return this.#labs;
  }

  get filter(): SampleFilter {
    return this.#filter;
  }

  /** Whether a survey is among the chosen; none chosen means all. */
  hasSurvey(id: number): boolean {
    return this.#surveys.length === 0 || this.#surveys.includes(id);
  }

  /** @param all ids of the lab's surveys. */
  async toggleSurvey(id: number, all: readonly number[]): Promise<void> {
    const before = this.#surveys.length === 0 ? all : this.#surveys;
    const after = before.includes(id) ? before.filter((one) => one !== id) : [...before, id];
    // The last one that is taken away leaves nothing to learn from; it means all again.
    this.#surveys = after.length === all.length ? [] : after.toSorted((a, b) => a - b);
    await this.count();
  }

  async filterBy(filter: SampleFilter): Promise<void> {
    this.#filter = filter;
    await this.count();
  }

  /** The class that a class counts as; null where it is left out. */
  countsAs(id: number): number | null {
    return countsAs(this.selection, id) ?? null;
  }

  setCountsAs(id: number, as: number | null): void {
    const every = this.#counts?.classes ?? [];
    const before = this.#classes ?? every.map((one) => ({ class: one.id, as: one.id }));
    const others = before.filter((one) => one.class !== id);
    const after = as === null ? others : [...others, { class: id, as }];
    const isAll = after.length === every.length && after.every((one) => one.class === one.as);
    this.#classes = isAll ? null : after.toSorted((a, b) => a.class - b.class);
  }

  /** Draws a split of what is chosen. @returns whether there is one now. */
  async draw(): Promise<boolean> {
    const { val, test, seed, testLab } = this.shares;
    const drawn = await this.notices.guard(() =>
      this.api.splits.create({
        ...{ val: val / 100, test: test / 100, seed, selection: this.selection },
        ...(testLab !== '' && { testLab }),
      }),
    );
    if (drawn === undefined) return false;
    this.#split = drawn;
    this.#drawnFrom = this.#choiceText();
    return true;
  }

  /** Looks again at what the lab has. */
  async load(): Promise<void> {
    const [newest, labs] = await Promise.all([this.api.splits.latest(), this.api.splits.labs()]);
    this.#labs = labs;
    if (!labs.some(({ mark }) => mark === this.shares.testLab)) this.shares.testLab = '';
    if (newest !== null && newest.split !== this.#split?.split) {
      this.#split = newest;
      if (!this.#loaded) this.#takeUp(newest);
    }
    this.#loaded = true;
  }

  /** Counts what surveys and filter offer. */
  async count(): Promise<void> {
    await this.notices.guard(async () => {
      this.#counts = await this.api.splits.count(this.selection);
    });
  }

  override reset(): void {
    this.#surveys = [];
    this.#filter = {};
    this.#classes = null;
    this.#counts = undefined;
    this.#split = null;
    this.#labs = [];
    this.#loaded = false;
  }

  /** Goes on with what the last split was drawn from. */
  #takeUp({ seed, selection: { surveys, filter, classes } }: SplitResult): void {
    this.shares.seed = seed;
    this.#surveys = surveys;
    this.#filter = filter;
    this.#classes = classes;
    this.#drawnFrom = this.#choiceText();
  }

  #choiceText(): string {
    return JSON.stringify([this.selection, $state.snapshot(this.shares)]);
  }

  /** The classes that are told apart, each with what counts as it. */
  #learnt(): { readonly name: string; readonly samples: number }[] {
    const classes = this.#counts?.classes ?? [];
    const counting = classes.filter(({ id, photos }) => photos > 0 && this.countsAs(id) !== null);
    return [...Map.groupBy(counting, ({ id }) => this.countsAs(id))].map(([as, members]) => ({
      name: classes.find(({ id }) => id === as)?.name ?? '',
      samples: members.reduce((sum, { samples }) => sum + samples, 0),
    }));
  }

  /** What a split would be warned of that a start draws now. */
  #foreseen(): readonly string[] {
    if (this.obstacle !== undefined) return [];
    const { val, test, testLab } = this.shares;
    // How many of each class that lab has is not known before it is drawn.
    if (testLab !== '') return [];
    return foreseenWarnings(this.#learnt(), { val: val / 100, test: test / 100 });
  }

  #sumUp(): { photos: number; samples: number; classes: number } {
    const counting = (this.#counts?.classes ?? []).filter(
      ({ id, photos }) => photos > 0 && this.countsAs(id) !== null,
    );
    return {
      photos: counting.reduce((sum, { photos }) => sum + photos, 0),
      samples: counting.reduce((sum, { samples }) => sum + samples, 0),
      classes: counting
        .map(({ id }) => this.countsAs(id))
        .filter((as, place, all) => all.indexOf(as) === place).length,
    };
  }

  #obstacle(): string | undefined {
    if (this.#counts === undefined) return undefined;
    const { data: words } = trainStrings;
    const { photos, classes } = this.chosen;
    if (photos === 0) return words.noPhotos;
    if (classes < 2) return words.oneClass;
    const { val, testLab } = this.shares;
    const test = testLab === '' ? this.shares.test : 0;
    const good = [val, test].every((share) => Number.isFinite(share) && share >= 0 && share <= 90);
    return good && val + test < 100 ? undefined : words.badShares;
  }
}
