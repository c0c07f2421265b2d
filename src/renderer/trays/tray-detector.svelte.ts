import type { DetectorRow } from '#shared/contract/topics/detectors.ts';
import { Controller, type Upon, type WindowCore } from '../lib/controller.ts';
import { refresher } from '../lib/refresher.ts';
import { trayStrings as words } from './strings.ts';
import type { TraysController } from './trays-controller.svelte.ts';

/** What a detector said of a tray besides what it proposed. */
interface Told {
  readonly tray: number;
  /** The ground looks like none it was trained on. */
  readonly unseenGround: boolean;
  /** How many outlines are the ellipse of a box. */
  readonly ellipses: number;
}

/** Finding things by a detector of the lab. Nothing is asked of it until somebody looks at the ways of finding. */
export class TrayDetector extends Controller {
  override readonly upon: Upon = {
    models: async () => {
      if (this.#list !== undefined) await this.refresh();
    },
  };
  readonly #trays: TraysController;
  #list = $state.raw<readonly DetectorRow[]>();
  #chosen = $state<string>();
  #finding = $state(false);
  #told = $state.raw<Told>();

  readonly refresh = refresher(async () => {
    this.#list = await this.api.detectors.list();
  });

  constructor(core: WindowCore, trays: TraysController) {
    super(core);
    this.#trays = trays;
  }

  /** Newest first; undefined until it is known. */
  get list(): readonly DetectorRow[] | undefined {
    return this.#list;
  }

  /** The one that is chosen; the newest where none is, or where it is not there any more. */
  get chosen(): DetectorRow | undefined {
    return this.#list?.find(({ id }) => id === this.#chosen) ?? this.#list?.[0];
  }

  /** Whether it looks at a tray. */
  get finding(): boolean {
    return this.#finding;
  }

  /** What it said of the tray that is open. */
  get told(): Told | undefined {
    return this.#told?.tray === this.#trays.tray?.id ? this.#told : undefined;
  }

  choose(detector: string): void {
    this.#chosen = detector;
  }

  async look(): Promise<void> {
    await this.notices.guard(() => this.refresh());
  }

  /** Proposes what the detector finds, in one step that can be taken back, and goes on to the review of it. */
  async find(): Promise<void> {
    const { tray } = this.#trays;
    if (tray === undefined || this.#finding) return;
    this.#finding = true;
    try {
      if (this.#list === undefined) await this.look();
      const { chosen } = this;
      if (chosen === undefined) {
        if (this.#list !== undefined) this.notices.tell(words.noDetector);
        return;
      }
      let proposed = 0;
      const taken = await this.#trays.make(async () => {
        const found = await this.api.trays.findByDetector({ tray: tray.id, detector: chosen.id });
        ({ proposed } = found);
        this.#told = { tray: tray.id, unseenGround: found.unseenGround, ellipses: found.ellipses };
      });
      if (!taken) return;
      this.notices.tell(words.proposedBy(chosen.name, proposed));
      if (proposed > 0 && this.#trays.tray?.id === tray.id) this.#trays.goTo('review');
    } finally {
      this.#finding = false;
    }
  }

  /** Something else has proposed: what the detector said is of no proposal any more. */
  forget(): void {
    this.#told = undefined;
  }

  override reset(): void {
    this.#list = undefined;
    this.#chosen = undefined;
    this.forget();
  }
}
