import type { FindingSettings, FoundThing, LeftOut } from '#shared/domain/finding.ts';
import { Controller, type WindowCore } from '../lib/controller.ts';
import { refresher } from '../lib/refresher.ts';
import { RememberedFinding } from './remembered-finding.svelte.ts';
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

/** How long a hand that moves a setting is waited for, in ms. */
const settles = 250;

/** Finding things by how they stand out: what would be found is shown while one still chooses how. */
export class TrayFind extends Controller {
  readonly #trays: TraysController;
  readonly #detector: TrayDetector;
  readonly #remembered: RememberedFinding;
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
    this.#remembered = new RememberedFinding(
      core.outside.storage,
      'trayFinding',
      () => this.#trays.tray?.scale ?? null,
    );
  }

  get settings(): FindingSettings {
    return this.#remembered.settings;
  }

  /** Whether a person has said which size is the smallest. */
  get isTyped(): boolean {
    return this.#remembered.isTyped;
  }

  /** The smallest size in pixels of the tray's picture. */
  get smallestInPixels(): number {
    return this.#remembered.smallestInPixels;
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
    this.#remembered.set(part);
    this.#lookSoon();
  }

  /** @param size in µm where the tray has a scale, else in pixels; null: what its picture shows well. */
  setSmallest(size: number | null): void {
    this.#remembered.setSmallest(size);
    this.#lookSoon();
  }

  #lookSoon(): void {
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
