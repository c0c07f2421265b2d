import type { PredictedPhotos, SideFigures } from '#shared/contract/topics/figures.ts';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { HeldOutSide } from '#shared/learning/prediction/run-predictions.ts';
import type { ClassCurves } from '#shared/learning/figures/roc.ts';
import type { Measure } from '#shared/studies/study.ts';
import { Paged } from '../../lib/paged.svelte.ts';
import { plotsStrings } from '../../lib/plot-strings.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';
import type { EditsController } from '../../shell/edits/edits-controller.svelte.ts';

export interface Cell {
  readonly truth: number;
  readonly predicted: number;
}

/** What is looked at of a run: one side of the split, counted by sample or by photo. */
interface View {
  readonly run: number;
  readonly side: HeldOutSide;
  readonly by: Measure;
}

/** The page of one finished run: its figures, the photos behind them, its log. What was open stays open while one is away. */
export class RunPageController extends Controller {
  /** A label may be another one now. */
  override readonly upon: Upon = { details: () => this.#lookAgain(), catalogue: () => this.#lookAgain() };
  readonly #edits: EditsController;
  #view = $state.raw<View>();
  #figures = $state.raw<SideFigures>();
  #curves = $state.raw<ClassCurves>();
  #classIndex = $state(0);
  #cell = $state.raw<Cell>();
  #place = $state(0);
  #log = $state.raw<string>();
  #refusal = $state<string>();
  #warnings = $state.raw<readonly string[]>([]);
  readonly photos: Paged<PredictedPhotos['entries'][number]>;
  readonly mistakes: Paged<PredictedPhotos['entries'][number]>;

  constructor(core: WindowCore, edits: EditsController) {
    super(core);
    this.#edits = edits;
    this.photos = new Paged(this.notices);
    this.mistakes = new Paged(this.notices);
  }

  get side(): HeldOutSide {
    return this.#view?.side ?? 'test';
  }

  get by(): Measure {
    return this.#view?.by ?? 'sample';
  }

  /** Undefined while they are being worked out. */
  get figures(): SideFigures | undefined {
    return this.#figures;
  }

  /** Why there are none: what the run said may be older than its keeping, or damaged. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** What its split is too small for, or may make too easy, as it was said when it was drawn. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** Of the class that is chosen, against all others. */
  get curves(): ClassCurves | undefined {
    return this.#curves;
  }

  get classIndex(): number {
    return this.#classIndex;
  }

  /** The cell of the confusion matrix whose photos are shown. */
  get cell(): Cell | undefined {
    return this.#cell;
  }

  /** Place, on the page of its photos, of the one that is shown large. */
  get place(): number {
    return this.#place;
  }

  /** The photo of the opened cell that is shown large. */
  get shown(): PredictedPhotos['entries'][number] | undefined {
    return this.photos.page?.entries[this.#place];
  }

  /** Undefined until it has been asked for. */
  get log(): string | undefined {
    return this.#log;
  }

  /** Opens a run's page, as it was left where it is the same run. A run without a test side shows validation. */
  async show({
    id,
    result,
    classes,
    split,
  }: Pick<RunRow, 'id' | 'result' | 'classes' | 'split'>): Promise<void> {
    if (this.#view?.run === id) return;
    // What surveyors look for, where the classes have it.
    this.#classIndex = Math.max(
      0,
      classes.findIndex(({ name }) => name === 'plastic'),
    );
    this.#log = undefined;
    this.#warnings = [];
    void this.#loadWarnings(id, split);
    await this.#look({ run: id, side: result?.test === undefined ? 'val' : 'test', by: 'sample' });
  }

  async look(change: { side?: HeldOutSide; by?: Measure }): Promise<void> {
    if (this.#view !== undefined) await this.#look({ ...this.#view, ...change });
  }

  async chooseClass(index: number): Promise<void> {
    this.#classIndex = index;
    await this.#loadCurves();
  }

  /** Shows the photos of a cell of the confusion matrix; the same cell again closes it. */
  async openCell(cell: Cell): Promise<void> {
    const view = this.#view;
    if (view === undefined) return;
    if (cell.truth === this.#cell?.truth && cell.predicted === this.#cell.predicted) {
      this.closeCell();
      return;
    }
    this.#cell = cell;
    this.#place = 0;
    await this.photos.show((page) => this.api.figures.photos({ ...view, which: cell, ...page }));
  }

  closeCell(): void {
    this.#cell = undefined;
    this.photos.clear();
  }

  goTo(place: number): void {
    this.#place = place;
  }

  /** Walks the photos of the opened cell, from page to page, and stops at both ends. */
  async walk(by: number): Promise<void> {
    const { photos } = this;
    const last = (photos.page?.entries.length ?? 1) - 1;
    const to = this.#place + by;
    if (to > last && photos.hasAfter) {
      await photos.turn(1);
      this.#place = 0;
    } else if (to < 0 && photos.hasBefore) {
      await photos.turn(-1);
      this.#place = (photos.page?.entries.length ?? 1) - 1;
    } else this.#place = Math.min(last, Math.max(0, to));
  }

  /** Gives the sample that is shown another class, null none, and goes on to the next. It stays in its cell: the run said so. */
  async relabel(chosen: number | null): Promise<void> {
    const { shown } = this;
    if (shown === undefined || shown.number === null) return;
    const { sample } = shown;
    if (await this.#edits.did((edits) => edits.editSamples({ samples: [sample], set: { class: chosen } })))
      await this.walk(1);
  }

  async loadLog(): Promise<void> {
    const run = this.#view?.run;
    if (run === undefined || this.#log !== undefined) return;
    const found = await this.notices.guard(() => this.api.figures.log({ run }));
    if (run === this.#view?.run) this.#log = found?.text;
  }

  /** Saves a plot or a table under a name that the person chooses. */
  async saveText(suggestedName: string, text: string): Promise<void> {
    const saved = await this.notices.guard(() => this.api.shell.saveText({ text, suggestedName }));
    if (saved) this.tellWritten(plotsStrings.saved(saved.path), saved.path);
  }

  override reset(): void {
    this.#view = undefined;
    this.#figures = undefined;
    this.#curves = undefined;
    this.#log = undefined;
    this.#refusal = undefined;
    this.#warnings = [];
    this.closeCell();
    this.mistakes.clear();
  }

  /** The same photos, with the labels that they have now. */
  async #lookAgain(): Promise<void> {
    await Promise.all([this.photos.reload(), this.mistakes.reload()]);
  }

  async #look(view: View): Promise<void> {
    this.#view = view;
    this.closeCell();
    this.#curves = undefined;
    // The other side's figures under this side's name would be wrong for as long as these take.
    this.#figures = undefined;
    this.mistakes.clear();
    this.#refusal = undefined;
    const found = await this.#ask(view);
    if (view !== this.#view) return;
    this.#figures = found;
    if (found === undefined || found.evaluation === null) return;
    await Promise.all([
      this.mistakes.show((page) => this.api.figures.photos({ ...view, which: 'mistakes', ...page })),
      this.#loadCurves(),
    ]);
  }

  /** A run whose predictions are not there still has its recipe, curves and log: that is said on the page, and no alarm. */
  async #ask(view: View): Promise<SideFigures | undefined> {
    try {
      return await this.api.figures.side(view);
    } catch (error) {
      if (view !== this.#view) return undefined;
      if (error instanceof StrandlineError && error.code !== 'internal') this.#refusal = error.message;
      else this.notices.report(error);
      return undefined;
    }
  }

  async #loadWarnings(run: number, split: number): Promise<void> {
    const found = await this.notices.guard(() => this.api.splits.get({ split }));
    if (run === this.#view?.run) this.#warnings = found?.warnings ?? [];
  }

  async #loadCurves(): Promise<void> {
    const view = this.#view;
    const index = this.#classIndex;
    if (view === undefined) return;
    const found = await this.notices.guard(() => this.api.figures.curves({ ...view, class: index }));
    if (view === this.#view && index === this.#classIndex) this.#curves = found;
  }
}
