import { type RoundEdgeInTray, diameterSchema } from '#shared/domain/round-edge.ts';
import type { Point } from '#shared/domain/scale.ts';
import type { Tray } from '#shared/domain/tray.ts';
import { parseQuantity } from '#shared/fields/quantity.ts';
import { Controller, type WindowCore } from '../lib/controller.ts';
import { trayStrings as words } from './strings.ts';
import type { TraysController } from './trays-controller.svelte.ts';

/** An edge that a scale was taken from. */
interface FoundEdge {
  readonly tray: number;
  readonly of: 'rim' | 'disc';
  readonly edge: RoundEdgeInTray;
}

/** Scales by something round of known diameter: the dish's rim, or a disc such as a coin. */
export class TrayRound extends Controller {
  readonly #trays: TraysController;
  #seen = $state.raw<FoundEdge>();
  #looking = $state(false);
  #problem = $state('');
  /** As it is typed; mm where it has no unit. */
  diameter = $state('');

  constructor(core: WindowCore, trays: TraysController) {
    super(core);
    this.#trays = trays;
  }

  /** The edge that the scale of the tray that is open was taken from, while it is that one's. */
  get seen(): FoundEdge | undefined {
    const { tray } = this.#trays;
    const isOf = this.#seen?.tray === tray?.id && this.#seen?.of === tray?.scale?.source;
    return isOf ? this.#seen : undefined;
  }

  /** Whether an edge is being looked for. */
  get looking(): boolean {
    return this.#looking;
  }

  /** What is wrong with what was typed. */
  get problem(): string {
    return this.#problem;
  }

  /** Whether a diameter is typed; what is wrong with it is said. */
  isReady(): boolean {
    return this.#read() !== undefined;
  }

  /** Gives the tray its scale by its dish's rim. */
  async byRim(): Promise<void> {
    await this.#scale('rim', async (tray, diameterMm) => {
      const { rim } = await this.api.trays.scaleByRim({ tray, diameterMm });
      return rim;
    });
  }

  /** The same by the disc at a place of the picture. */
  async byDisc({ x, y }: Point): Promise<void> {
    await this.#scale('disc', async (tray, diameterMm) => {
      const { disc } = await this.api.trays.scaleByDisc({ tray, diameterMm, x, y });
      return disc;
    });
  }

  /** Counts only what lies inside of the edge that is seen. */
  async countInside(): Promise<void> {
    const { seen } = this;
    if (seen !== undefined) await this.#trays.edit({ region: seen.edge.region });
  }

  override reset(): void {
    this.#seen = undefined;
    this.#problem = '';
  }

  /** The typed diameter in mm; undefined where it is none, which is said. */
  #read(): number | undefined {
    if (this.diameter.trim() === '') {
      this.#problem = words.diameterFirst;
      return undefined;
    }
    const reading = parseQuantity(this.diameter, 'mm');
    const isInRange = reading.ok && diameterSchema.safeParse(reading.value).success;
    this.#problem = reading.ok ? (isInRange ? '' : words.diameterRange) : reading.problem;
    return isInRange ? reading.value : undefined;
  }

  async #scale(
    of: FoundEdge['of'],
    look: (tray: Tray['id'], diameterMm: number) => Promise<RoundEdgeInTray>,
  ): Promise<void> {
    const { tray } = this.#trays;
    const diameter = this.#read();
    if (tray === undefined || diameter === undefined || this.#looking) return;
    this.#looking = true;
    await this.#trays.make(async () => {
      this.#seen = { tray: tray.id, of, edge: await look(tray.id, diameter) };
    });
    this.#looking = false;
  }
}
