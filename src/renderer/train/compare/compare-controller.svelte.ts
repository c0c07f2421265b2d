import type { AgreementCell } from '#shared/learning/compare/compare.ts';
import type { Comparison, Disagreements } from '#shared/contract/topics/figures.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Measure } from '#shared/studies/study.ts';
import { Paged } from '../../lib/paged.svelte.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';

/** More lines than that cannot be told apart. */
const mostRuns = 8;

/** A cell of the table of who was right, of one run against the first. */
export interface OpenedCell {
  readonly run: number;
  readonly cell: AgreementCell;
}

/** Runs side by side. The first that was chosen is what the others are compared with. */
export class CompareController extends Controller {
  #isOpen = $state(false);
  #chosen = $state.raw<readonly number[]>([]);
  #by = $state<Measure>('sample');
  #comparison = $state.raw<Comparison>();
  #refusal = $state<string>();
  #cell = $state.raw<OpenedCell>();
  readonly photos: Paged<Disagreements['entries'][number]>;

  constructor(core: WindowCore) {
    super(core);
    this.photos = new Paged(this.notices);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get chosen(): readonly number[] {
    return this.#chosen;
  }

  get isFull(): boolean {
    return this.#chosen.length >= mostRuns;
  }

  get by(): Measure {
    return this.#by;
  }

  /** Undefined while fewer than two are chosen, while it is worked out, or where they cannot be compared. */
  get comparison(): Comparison | undefined {
    return this.#comparison;
  }

  /** Why the chosen runs cannot be compared. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  get cell(): OpenedCell | undefined {
    return this.#cell;
  }

  /** Opens the page with these runs chosen. */
  async open(runs: readonly number[]): Promise<void> {
    this.#isOpen = true;
    this.#chosen = runs;
    await this.#compare();
  }

  close(): void {
    this.#isOpen = false;
  }

  async toggle(run: number): Promise<void> {
    const without = this.#chosen.filter((chosen) => chosen !== run);
    this.#chosen = without.length < this.#chosen.length ? without : [...this.#chosen, run];
    await this.#compare();
  }

  /** Compares the others with this one. */
  async makeFirst(run: number): Promise<void> {
    this.#chosen = [run, ...this.#chosen.filter((chosen) => chosen !== run)];
    await this.#compare();
  }

  async count(by: Measure): Promise<void> {
    this.#by = by;
    await this.#compare();
  }

  /** Shows what a run and the first predicted alike or differently; the same cell again closes it. */
  async openCell(opened: OpenedCell): Promise<void> {
    if (opened.run === this.#cell?.run && opened.cell === this.#cell.cell) {
      this.#closeCell();
      return;
    }
    const [first] = this.#chosen;
    if (first === undefined) return;
    this.#cell = opened;
    const asked = { runs: [...this.#chosen], by: this.#by, a: first, b: opened.run, cell: opened.cell };
    await this.photos.show((page) => this.api.figures.disagreements({ ...asked, ...page }));
  }

  override reset(): void {
    this.#isOpen = false;
    this.#chosen = [];
    this.#comparison = undefined;
    this.#refusal = undefined;
    this.#closeCell();
  }

  async #compare(): Promise<void> {
    this.#closeCell();
    this.#comparison = undefined;
    this.#refusal = undefined;
    const [chosen, by] = [this.#chosen, this.#by];
    if (chosen.length < 2) return;
    try {
      const found = await this.api.figures.compare({ runs: [...chosen], by });
      if (chosen === this.#chosen && by === this.#by) this.#comparison = found;
    } catch (error) {
      // That runs have nothing in common is an answer, and stands where the answer would.
      if (error instanceof StrandlineError && error.code !== 'internal') {
        if (chosen === this.#chosen) this.#refusal = error.message;
      } else this.notices.report(error);
    }
  }

  #closeCell(): void {
    this.#cell = undefined;
    this.photos.clear();
  }
}
