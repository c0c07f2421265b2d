import type { z } from 'zod';
import {
  type FindingSettings,
  type FoundThing,
  type LeftOut,
  defaultFindingSettings,
  defaultSmallest,
  findingSettingsSchema,
} from '#shared/domain/finding.ts';
import type { Tray } from '#shared/domain/tray.ts';
import { Controller, type WindowCore } from '../lib/controller.ts';
import { refresher } from '../lib/refresher.ts';
import { Remembered } from '../lib/remembered.svelte.ts';
import type { TrayDetector } from './tray-detector.svelte.ts';
import { trayStrings as words } from './strings.ts';
import type { TraysController } from './trays-controller.svelte.ts';

/** What would be found with settings. */
interface Preview {
  /** What it is of. */
  readonly tray: number;
  readonly found: readonly FoundThing[];
  readonly leftOut: readonly LeftOut[];
  readonly seconds: number;
}

const smallest = findingSettingsSchema.shape.smallest.nullable().default(null);
/** µm of one tray are no pixels of another; null: what each tray's picture shows well. */
const rememberedSchema = findingSettingsSchema
  .omit({ smallest: true })
  .extend({ smallestUm: smallest, smallestPixels: smallest });
type RememberedSettings = z.output<typeof rememberedSchema>;

/** How long a hand that moves a setting is waited for, in ms. */
const settles = 250;

/** Finding things by how they stand out: what would be found is shown while one still chooses how. */
export class TrayFind extends Controller {
  readonly #trays: TraysController;
  readonly #detector: TrayDetector;
  readonly #remembered: Remembered<RememberedSettings>;
  #preview = $state.raw<Preview>();
  #busy = $state(0);
  #finding = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Looks again. One look at a time is under way; what changed meanwhile is looked at once after it. */
  readonly look = refresher(async () => {
    const { tray } = this.#trays;
    if (tray === undefined) return;
    this.#busy += 1;
    const seen = await this.notices.guard(() =>
      this.api.trays.preview({ tray: tray.id, settings: this.settings }),
    );
    this.#busy -= 1;
    if (seen !== undefined && this.#trays.tray?.id === tray.id) this.#preview = { tray: tray.id, ...seen };
  });

  constructor(core: WindowCore, trays: TraysController, detector: TrayDetector) {
    super(core);
    this.#trays = trays;
    this.#detector = detector;
    this.#remembered = new Remembered(
      core.outside.storage,
      'trayFinding',
      rememberedSchema.prefault(defaultFindingSettings),
    );
  }

  get settings(): FindingSettings {
    const { flatten, threshold, offset, polarity, split } = this.#remembered.value;
    return {
      flatten,
      threshold,
      offset,
      polarity,
      split,
      smallest: this.#typed ?? defaultSmallest(this.#scale),
    };
  }

  /** Whether a person has said which size is the smallest. */
  get isTyped(): boolean {
    return this.#typed !== null;
  }

  /** The smallest size in pixels of the tray's picture. */
  get smallestInPixels(): number {
    return this.settings.smallest / (this.#scale?.umPerPixel ?? 1);
  }

  /** Whether a look, or the finding itself, is under way. */
  get busy(): boolean {
    return this.#busy > 0 || this.#finding;
  }

  /** Of the tray that is open. */
  get preview(): Preview | undefined {
    return this.#preview?.tray === this.#trays.tray?.id ? this.#preview : undefined;
  }

  /** Changes how things are found, and looks what that comes to once the hand rests. */
  set(part: Partial<Omit<FindingSettings, 'smallest'>>): void {
    this.#change(part);
  }

  /** @param size in µm where the tray has a scale, else in pixels; null: what its picture shows well. */
  setSmallest(size: number | null): void {
    this.#change(this.#scale === null ? { smallestPixels: size } : { smallestUm: size });
  }

  get #scale(): Tray['scale'] {
    return this.#trays.tray?.scale ?? null;
  }

  get #typed(): number | null {
    const { smallestUm, smallestPixels } = this.#remembered.value;
    return this.#scale === null ? smallestPixels : smallestUm;
  }

  #change(part: Partial<RememberedSettings>): void {
    this.#remembered.value = { ...this.#remembered.value, ...part };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), settles);
  }

  /** Proposes what is found, in one step that can be taken back, and goes on to the review of it. */
  async find(): Promise<void> {
    const { tray } = this.#trays;
    if (tray === undefined || this.#finding) return;
    clearTimeout(this.#timer);
    this.#finding = true;
    let proposed = 0;
    const taken = await this.#trays.make(async () => {
      ({ proposed } = await this.api.trays.find({ tray: tray.id, settings: this.settings }));
    });
    this.#finding = false;
    if (!taken) return;
    this.#detector.forget();
    this.notices.tell(words.proposed(proposed));
    if (proposed > 0) this.#trays.goTo('review');
  }

  override reset(): void {
    clearTimeout(this.#timer);
    this.#preview = undefined;
  }
}
