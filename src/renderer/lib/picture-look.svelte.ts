import type { Point } from '#shared/domain/scale.ts';
import { type Look, type Size, panned, wholePhoto, zoomOf, zoomedAbout } from './look.ts';

/** By which the keys make a picture larger. */
const keyStep = 1.5;
/** How far the arrows move, of what is seen. */
const arrowStep = 0.2;

const middle: Point = { x: 0, y: 0 };

/** How large a picture is looked at, and where. */
export class PictureLook {
  #look = $state.raw<Look>(wholePhoto);
  /** Of the stage that was laid out last. */
  #photo: Size = { width: 1, height: 1 };
  #stage: Size = { width: 1, height: 1 };

  get look(): Look {
    return this.#look;
  }

  /** Whether there is more of the picture than is seen: then the arrows move it. */
  get isZoomed(): boolean {
    return this.#look.zoom !== null;
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

  /** A pixel of the picture for each of the screen. */
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

  /** Brings a place of the picture into the middle, without looking closer. @param at its pixels. */
  centre({ x, y }: Point): void {
    const { width, height } = this.#photo;
    if (this.isZoomed)
      this.#look = panned({ ...this.#look, x: x / width, y: y / height }, middle, this.#photo, this.#stage);
  }

  #zoomTo(zoom: number, at: Point): void {
    this.#look = zoomedAbout(this.#look, zoom, at, this.#photo, this.#stage);
  }
}
