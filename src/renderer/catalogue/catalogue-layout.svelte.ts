import type { CatalogueController } from './catalogue-controller.svelte.ts';
import type { ExportController } from './export/export-controller.svelte.ts';
import type { ReviewController } from './review/review-controller.svelte.ts';

/** What the middle of the room shows. */
export type CataloguePlace = 'samples' | 'sites' | 'classes' | 'export' | 'bin' | 'alike' | 'health';
/** What can be given the focus. */
type Part = 'samples' | 'search' | 'details' | 'review';

/** How the catalogue's room is laid out now, and where the keys go. */
export class CatalogueLayout {
  readonly #catalogue: CatalogueController;
  readonly #exports: ExportController;
  readonly #review: ReviewController;
  readonly #focus: Partial<Record<Part, (() => void) | undefined>> = {};
  #place = $state<CataloguePlace>('samples');
  filtersOpen = $state(false);
  /** Whether the room is too narrow for the samples, the surveys and the inspector beside each other. */
  narrow = $state(false);
  /** What a person wants to see; undefined while they never said. */
  #inspector = $state<boolean>();
  #surveys = $state<boolean>();

  constructor(catalogue: CatalogueController, exports: ExportController, review: ReviewController) {
    this.#catalogue = catalogue;
    this.#exports = exports;
    this.#review = review;
  }

  /** In a narrow room it lies over the samples, so that it is there where it was asked for. */
  get inspectorOpen(): boolean {
    return this.#inspector ?? !this.narrow;
  }

  set inspectorOpen(open: boolean) {
    this.#inspector = open;
  }

  /** The list of surveys; always there, but in a narrow room. */
  get surveysOpen(): boolean {
    return !this.narrow || this.#surveys === true;
  }

  set surveysOpen(open: boolean) {
    this.#surveys = open;
  }

  get place(): CataloguePlace {
    return this.#place;
  }

  /** Whether something covers the samples: there, nothing of them is labelled, searched or deleted. */
  get isCovered(): boolean {
    return this.#place !== 'samples' && this.#place !== 'bin';
  }

  /** Whether what is shown has all of the room. */
  get isWhole(): boolean {
    return this.#place === 'alike' || this.#place === 'health';
  }

  /** Whether a sample is looked at closely. */
  get showsSample(): boolean {
    return this.#place === 'samples' && this.#catalogue.enlarged && this.#catalogue.tile !== undefined;
  }

  /** A view says how its part takes the focus. @returns the function that takes it back. */
  offer(part: Part, focus: () => void): () => void {
    this.#focus[part] = focus;
    return () => {
      if (this.#focus[part] === focus) this.#focus[part] = undefined;
    };
  }

  focus(part: Part): void {
    this.#focus[part]?.();
  }

  /** Shows a place, or the samples again where it is shown already. */
  goTo(place: CataloguePlace): void {
    this.#place = this.#place === place ? 'samples' : place;
    if (this.#place === 'export') this.#exports.open();
  }

  /** Shows a place, whatever was shown before. */
  show(place: CataloguePlace): void {
    this.#review.close();
    if (this.#place !== place) this.goTo(place);
  }

  /** Labels of what is looked at, to be printed. */
  printLabels(): void {
    this.show('export');
    this.#exports.format = 'labels';
  }

  /** Back to the samples. */
  leave(): void {
    this.#place = 'samples';
    queueMicrotask(() => this.focus('samples'));
  }

  leaveReview(): void {
    this.#review.close();
    queueMicrotask(() => this.focus('samples'));
  }

  /** A sample that was found from elsewhere is looked at, whatever was looked at before. */
  showEnlarged(): void {
    this.#place = 'samples';
    this.#review.close();
  }

  showDetails(): void {
    this.inspectorOpen = true;
    queueMicrotask(() => this.focus('details'));
  }

  async addSample(): Promise<void> {
    this.#place = 'samples';
    await this.#catalogue.addSample();
    this.focus('samples');
  }

  /** Who comes back finds the room as it is usually. */
  tidy(): void {
    this.#place = 'samples';
    this.filtersOpen = false;
    this.#inspector = undefined;
    this.#surveys = undefined;
  }
}
