import type { PhotoRow } from '#shared/domain/photo.ts';
import type { SampleRow } from '#shared/domain/sample.ts';
import { parseQuantity } from '#shared/fields/quantity.ts';
import {
  type Line,
  type Point,
  isLongEnough,
  lineLength,
  measuredLength,
  scaleOf,
} from '#shared/domain/scale.ts';
import type { CatalogueController } from '../catalogue-controller.svelte.ts';
import { lengthText, pixelsText } from '../../lib/format.ts';
import { catalogueStrings } from '../strings.ts';

const words = catalogueStrings.ruler;

/** A line drawn on the enlarged photo: to measure with the photo's scale, or to give the photo its scale. */
export class Ruler {
  readonly #catalogue: CatalogueController;
  #active = $state(false);
  #line = $state.raw<Line>();
  #problem = $state('');

  constructor(catalogue: CatalogueController) {
    this.#catalogue = catalogue;
  }

  get active(): boolean {
    return this.#active;
  }

  get line(): Line | undefined {
    return this.#line;
  }

  /** What is wrong with the length that was typed. */
  get problem(): string {
    return this.#problem;
  }

  toggle(): void {
    this.#active = !this.#active;
    this.clear();
  }

  putAway(): void {
    this.#active = false;
    this.clear();
  }

  clear(): void {
    this.#line = undefined;
    this.#problem = '';
  }

  begin(from: Point): void {
    this.#problem = '';
    this.#line = { from, to: from };
  }

  extend(to: Point): void {
    if (this.#line !== undefined) this.#line = { from: this.#line.from, to };
  }

  /** @param zoom pixels of the screen for one of the photo's: the hand slips by as many, however close one looks. */
  end(zoom = 1): void {
    if (this.#line !== undefined && !isLongEnough(this.#line, zoom)) this.clear();
  }

  /** The line's length: in µm or mm where the photo has a scale, in pixels otherwise. */
  textFor({ umPerPixel }: PhotoRow): string {
    if (this.#line === undefined) return words.draw;
    if (umPerPixel === null) return words.pixels(pixelsText(lineLength(this.#line)));
    return lengthText(measuredLength(this.#line, umPerPixel));
  }

  /** Takes what was measured for the sample's size. */
  async takeAsSize({ umPerPixel }: PhotoRow): Promise<void> {
    if (this.#line === undefined || umPerPixel === null) return;
    // Tenths of a micrometre are finer than any line that is drawn by hand.
    const sizeUm = Number(measuredLength(this.#line, umPerPixel).toFixed(1));
    await this.#catalogue.writeSelected('sizeUm', sizeUm);
  }

  /**
   * Gives photos the scale of the drawn line, or, where none is drawn, the typed scale.
   *
   * @param text length of the line (`1 mm`), or µm per pixel. @param all whether all the sample's photos get it.
   */
  async setScale(sample: SampleRow, photo: PhotoRow, text: string, all: boolean): Promise<boolean> {
    const reading = parseQuantity(text, this.#line === undefined ? null : 'µm');
    if (!reading.ok || reading.value <= 0) {
      this.#problem = reading.ok ? words.notPositive : reading.problem;
      return false;
    }
    this.#problem = '';
    const umPerPixel = this.#line === undefined ? reading.value : scaleOf(this.#line, reading.value);
    const source = this.#line === undefined ? 'typed' : 'ruler';
    const photos = all ? sample.photos.map(({ id }) => id) : [photo.id];
    return this.#catalogue.scalePhotos(photos, { umPerPixel, source });
  }
}
