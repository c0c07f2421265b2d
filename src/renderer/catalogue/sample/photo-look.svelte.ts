import type { PhotoRow } from '#shared/domain/photo.ts';
import type { SampleRow } from '#shared/domain/sample.ts';
import type { CatalogueController } from '../catalogue-controller.svelte.ts';
import { PictureLook } from '../../lib/picture-look.svelte.ts';

/** A photo that stays in sight beside the one that is walked to. */
export interface HeldPhoto {
  readonly sample: SampleRow;
  readonly photo: PhotoRow;
  /** Its place among the sample's angles, from 0. */
  readonly angle: number;
}

/** How photos are looked at closely: how large, where, through a loupe, two of them side by side. All stages share it. */
export class PhotoLook extends PictureLook {
  readonly #catalogue: CatalogueController;
  #loupe = $state(false);
  #held = $state.raw<HeldPhoto>();

  constructor(catalogue: CatalogueController) {
    super();
    this.#catalogue = catalogue;
  }

  get loupe(): boolean {
    return this.#loupe;
  }

  /** The photo at the left, while two are compared. */
  get held(): HeldPhoto | undefined {
    return this.#held;
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
}
