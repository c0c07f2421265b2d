import { z } from 'zod';
import type { EmptyStage } from './empty-stage.svelte.ts';
import { type Region, changedRegion, regionSchema, wholeCentre } from '#shared/camera/region.ts';

type Store = Pick<Storage, 'getItem' | 'setItem'>;

const key = 'strandline.regions';
const rememberedSchema = z.record(z.string(), regionSchema);

/** The part of each camera's picture that is predicted, remembered on this computer by the camera's name. */
export class RegionController {
  readonly #storage: Store;
  readonly #stage: Pick<EmptyStage, 'forget'>;
  #camera = $state('');
  #regions = $state.raw<Readonly<Record<string, Region>>>({});

  readonly current: Region = $derived(this.#regions[this.#camera] ?? wholeCentre);

  /** @param stage looks different in another part of the picture. */
  constructor(storage: Store, stage: Pick<EmptyStage, 'forget'>) {
    this.#storage = storage;
    this.#stage = stage;
    this.#regions = remembered(storage);
  }

  /** Goes over to another camera, by its name. */
  useCamera(label: string): void {
    if (label === this.#camera) return;
    this.#camera = label;
    this.#stage.forget();
  }

  /** @param aspect the picture's width by its height. @param by shares of its shorter side. */
  change(aspect: number, by: Parameters<typeof changedRegion>[2]): void {
    this.#set(changedRegion(this.current, aspect, by));
  }

  reset(): void {
    this.#set(wholeCentre);
  }

  #set(region: Region): void {
    this.#stage.forget();
    this.#regions = { ...this.#regions, [this.#camera]: region };
    this.#storage.setItem(key, JSON.stringify(this.#regions));
  }
}

/** What cannot be read is forgotten: it only saves a few clicks. */
function remembered(storage: Store): Record<string, Region> {
  try {
    return rememberedSchema.parse(JSON.parse(storage.getItem(key) ?? '{}'));
  } catch {
    return {};
  }
}
