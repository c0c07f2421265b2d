import type { PhotoRow } from '#shared/domain/photo.ts';
import type { Point } from '#shared/domain/scale.ts';
import type { SampleRow } from '#shared/domain/sample.ts';
import type { CatalogueController } from '../catalogue-controller.svelte.ts';
import { type Look, type Size, panned, wholePhoto, zoomOf, zoomedAbout } from './look.ts';

/** A photo that stays in sight beside the one that is walked to. */
export interface HeldPhoto {
  readonly sample: SampleRow;
  readonly photo: PhotoRow;
  /** Its place among the sample's angles, from 0. */
  readonly angle: number;
}

/** By which the keys make a photo larger. */
const keyStep = 1.5;
/** How far the arrows move, of what is seen. */
const arrowStep = 0.2;

const middle: Point = { x: 0, y: 0 };

/** How photos are looked at closely: how large, where, through a loupe, two of them side by side. All stages share it. */
export class PhotoLook {
  readonly #catalogue: CatalogueController;
  #look = $state.raw<Look>(wholePhoto);
  #loupe = $state(false);
  #held = $state.raw<HeldPhoto>();
  /** Of the stage that was laid out last. */
  #photo: Size = { width: 1, height: 1 };
  #stage: Size = { width: 1, height: 1 };

  constructor(catalogue: CatalogueController) {
    this.#catalogue = catalogue;
  }

  get look(): Look {
    return this.#look;
  }

  /** Whether there is more of the photo than is seen: then the arrows move it. */
  get isZoomed(): boolean {
    return this.#look.zoom !== null;
  }

  get loupe(): boolean {
    return this.#loupe;
  }

  /** The photo at the left, while two are compared. */
  get held(): HeldPhoto | undefined {
    return this.#held;
  }

  /** A stage says what it shows and how large it is. */
  layOut(photo: Size, stage: Size): void {
    this.#photo = photo;
    this.#stage = stage;
  }

  /** @param at pixels of the screen from the middle of the stage. */
  zoomBy(factor: number, at: Point = middle): void {
    this.#zoomTo(zoomOf(this.#look, this.#photo, this.#stage) * factor, at);
  }

  closer(): void {
    this.zoomBy(keyStep);
  }

  lessClose(): void {
    this.zoomBy(1 / keyStep);
  }

  /** A pixel of the photo for each of the screen. */
  actualPixels(at: Point = middle): void {
    this.#zoomTo(1 / (globalThis.devicePixelRatio || 1), at);
  }

  whole(): void {
    this.#look = wholePhoto;
  }

  /** All of it, or, where that is what is seen, its own pixels. */
  flip(at: Point): void {
    if (this.isZoomed) this.whole();
    else this.actualPixels(at);
  }

  /** @param by pixels of the screen. */
  pan(by: Point): void {
    if (this.isZoomed) this.#look = panned(this.#look, by, this.#photo, this.#stage);
  }

  /** Looks further to a side, where there is more. @returns whether there is: else an arrow means something else. */
  step(x: -1 | 0 | 1, y: -1 | 0 | 1): boolean {
    if (!this.isZoomed) return false;
    const { width, height } = this.#stage;
    this.pan({ x: -x * arrowStep * width, y: -y * arrowStep * height });
    return true;
  }

  toggleLoupe(): void {
    this.#loupe = !this.#loupe;
  }

  /** Holds the enlarged photo and goes on to the next one, of the sample rather than of the next; or lets go of it. */
  toggleBeside(): void {
    if (this.#held !== undefined) {
      this.letGo();
      return;
    }
    const { angle, tile } = this.#catalogue;
    const photo = tile?.sample.photos[angle];
    if (tile === undefined || photo === undefined) return;
    this.#held = { sample: tile.sample, photo, angle };
    if (angle + 1 < tile.sample.photos.length) this.#catalogue.turn(1);
    else if (angle > 0) this.#catalogue.showAngle(0);
    else this.#catalogue.move(1);
  }

  letGo(): void {
    this.#held = undefined;
  }

  /** Who comes back sees a whole photo. */
  putAway(): void {
    this.whole();
    this.letGo();
    this.#loupe = false;
  }

  #zoomTo(zoom: number, at: Point): void {
    this.#look = zoomedAbout(this.#look, zoom, at, this.#photo, this.#stage);
  }
}
