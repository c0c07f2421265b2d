import type { CameraSettings } from '#shared/camera/camera.ts';
import type { Region } from '#shared/camera/region.ts';
import type { StoredStage } from '#shared/domain/session.ts';
import type { EmptyStage } from './empty-stage.svelte.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';

/** What the lab knows of the empty stage from its newest session, for the bench that does not know it. */
export class StageMemory extends Controller {
  readonly #stage: Pick<EmptyStage, 'isKnown' | 'recall'>;
  #stored = $state.raw<StoredStage | null>(null);

  constructor(core: WindowCore, stage: Pick<EmptyStage, 'isKnown' | 'recall'>) {
    super(core);
    this.#stage = stage;
  }

  /** Looks for it in the lab. */
  async load(): Promise<void> {
    const stored = await this.notices.guard(() => this.api.sessions.emptyStage());
    this.#stored = stored ?? null;
  }

  /**
   * Recalls it, where it is not known and the picture is the same one.
   *
   * @param camera how it is set now. @param region what is predicted of its picture.
   */
  recall(camera: CameraSettings | null, region: Region): void {
    const stored = this.#stored;
    if (this.#stage.isKnown || stored === null || camera === null) return;
    if (isSameView(stored.camera, camera) && isSameRegion(stored.region, region))
      this.#stage.recall(stored.print);
  }

  /** It was none after all. */
  letGo(): void {
    this.#stored = null;
  }

  override reset(): void {
    this.letGo();
  }
}

/** Whether the same camera gives a picture of the same shape, turned the same way. */
function isSameView(one: CameraSettings, other: CameraSettings): boolean {
  const keys = ['device', 'width', 'height', 'mirrored', 'turned'] as const;
  return keys.every((key) => one[key] === other[key]);
}

function isSameRegion(one: Region, other: Region): boolean {
  return one.x === other.x && one.y === other.y && one.side === other.side;
}
