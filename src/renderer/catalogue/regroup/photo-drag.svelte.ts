import type { PhotoId, SampleId } from '#shared/domain/ids.ts';
import type { SampleRow } from '#shared/domain/sample.ts';

/** What is dragged within the window: photos that shall go elsewhere, or whole samples. */
export type Dragged =
  | { readonly kind: 'photos'; readonly photos: readonly PhotoId[]; readonly of: readonly SampleId[] }
  | { readonly kind: 'samples'; readonly of: readonly SampleId[] };

/** What of the catalogue is being dragged, from the grid or a strip of photos. */
export class PhotoDrag {
  #dragged = $state.raw<Dragged>();

  get dragged(): Dragged | undefined {
    return this.#dragged;
  }

  begin(event: DragEvent, dragged: Dragged): void {
    if (event.dataTransfer === null) return;
    event.dataTransfer.effectAllowed = 'move';
    // A drag carries something or is none; nobody reads it.
    event.dataTransfer.setData('text/x-strandline-photos', dragged.of.join());
    this.#dragged = dragged;
  }

  end(): void {
    this.#dragged = undefined;
  }

  /** Whether a sample can take what is dragged: not what is its own already. */
  canTake(sample: SampleRow | undefined): boolean {
    return sample !== undefined && this.#dragged?.of.some((id) => id !== sample.id) === true;
  }
}
