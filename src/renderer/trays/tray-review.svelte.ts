import type { Detection } from '#shared/domain/tray.ts';
import type { Point } from '#shared/domain/scale.ts';
import { Controller, type WindowCore } from '../lib/controller.ts';
import type { PictureLook } from '../lib/picture-look.svelte.ts';
import { leastSure, middleOf, neighbour, waiting } from './review-walk.ts';
import { trayStrings as words } from './strings.ts';
import type { TraysController } from './trays-controller.svelte.ts';

type Patch = Parameters<WindowCore['api']['trays']['editDetections']>[0]['set'];

/** What of a tray is selected, and what a person says of it. */
export class TrayReview extends Controller {
  readonly #trays: TraysController;
  readonly #look: PictureLook;
  #ids = $state.raw<readonly number[]>([]);
  /** The one that was looked at last: it says where the walk goes on when it is decided. */
  #last = $state.raw<Detection>();
  #turn = Promise.resolve();

  readonly selected: readonly Detection[];
  /** The one thing that is selected; undefined for none and for several. */
  readonly one: Detection | undefined;
  readonly left: number;

  constructor(core: WindowCore, trays: TraysController, look: PictureLook) {
    super(core);
    this.#trays = trays;
    this.#look = look;
    this.selected = $derived(trays.detections.filter(({ id }) => this.#ids.includes(id)));
    this.one = $derived(this.selected.length === 1 ? this.selected[0] : undefined);
    this.left = $derived(waiting(trays.detections).length);
  }

  /** @param more whether what is selected stays so: then a second time takes it away. */
  select(id: number | undefined, more = false): void {
    if (id === undefined) {
      if (!more) this.#ids = [];
      return;
    }
    const others = this.#ids.filter((one) => one !== id);
    this.#ids = more ? (others.length < this.#ids.length ? others : [...others, id]) : [id];
    this.#last = this.#trays.detections.find((one) => one.id === id) ?? this.#last;
  }

  /** Selects these and nothing else. */
  selectAll(ids: readonly number[]): void {
    this.select(undefined);
    for (const id of ids) this.select(id, true);
  }

  /** Shows what is selected in the middle of the picture. */
  show(id: number): void {
    this.select(id);
    if (this.one !== undefined) this.#look.centre(middleOf(this.one));
  }

  /** Goes to the next least sure one, or to the one before. */
  walk(by: 1 | -1): Promise<void> {
    return this.inTurn(() => this.#walkNow(by));
  }

  #walkNow(by: 1 | -1): void {
    const next = leastSure(this.#trays.detections, this.#last, by);
    if (next === undefined) this.notices.tell(words.nothingWaits);
    else this.show(next.id);
  }

  /** Selects the nearest thing in a direction; without a selection the least sure one. */
  step(x: -1 | 0 | 1, y: -1 | 0 | 1): Promise<void> {
    return this.inTurn(() => {
      const { one } = this;
      if (one === undefined) {
        this.#walkNow(1);
        return;
      }
      const seen = this.#trays.detections.filter(({ state }) => state !== 'rejected');
      const next = neighbour(seen, one, { x, y } satisfies Point);
      if (next !== undefined) this.show(next.id);
    });
  }

  /** Says of what is selected that it counts, or that it does not, and goes on to what waits. */
  decide(state: 'accepted' | 'rejected'): Promise<void> {
    return this.inTurn(() => this.#set({ state }, true));
  }

  /** Gives what is selected a class, which accepts it; null takes the class away. */
  classify(chosen: number | null): Promise<void> {
    return this.inTurn(() => {
      const accepts = chosen !== null && this.selected.some((one) => one.state === 'proposed');
      return this.#set({ class: chosen, ...(accepts && { state: 'accepted' as const }) }, accepts);
    });
  }

  /** Makes one thing of those that are selected, and selects it. */
  merge(): Promise<void> {
    return this.inTurn(async () => {
      const detections = this.selected.map(({ id }) => id);
      if (detections.length < 2) {
        this.notices.tell(words.selectSeveral);
        return;
      }
      let merged: number | undefined;
      const taken = await this.#trays.make(async () => {
        ({ detection: merged } = await this.api.trays.merge({ detections }));
      });
      if (taken) this.select(merged);
    });
  }

  /** Accepts all that waits, for a tray on which nothing else was found. */
  acceptAll(): Promise<void> {
    return this.inTurn(async () => {
      const detections = waiting(this.#trays.detections).map(({ id }) => id);
      if (detections.length > 0)
        await this.#trays.make(() =>
          this.api.trays.editDetections({ detections, set: { state: 'accepted' } }),
        );
    });
  }

  /** Says that all of the tray was looked at; where something waits, says how many and goes to the first of them. */
  markReviewed(): Promise<void> {
    return this.inTurn(async () => {
      const { tray } = this.#trays;
      if (tray === undefined) return;
      if (this.left > 0) {
        this.notices.tell(words.stillWaiting(this.left));
        this.#trays.goTo('review');
        this.#last = undefined;
        this.#walkNow(1);
        return;
      }
      await this.#trays.edit({ reviewed: tray.reviewed === null });
    });
  }

  /** One key after another: what is pressed while the lab still writes means what is there afterwards. */
  inTurn(act: () => unknown): Promise<void> {
    const before = this.#turn;
    this.#turn = (async () => {
      await before;
      await this.notices.guard(async () => {
        await act();
      });
    })();
    return this.#turn;
  }

  override reset(): void {
    this.#ids = [];
    this.#last = undefined;
  }

  async #set(set: Patch, goesOn: boolean): Promise<void> {
    const ids = this.#ids;
    const detections = this.selected.map(({ id }) => id);
    if (detections.length === 0) {
      this.notices.tell(words.selectFirst);
      return;
    }
    if (!(await this.#trays.make(() => this.api.trays.editDetections({ detections, set })))) return;
    this.notices.forgetNews();
    // What a person has clicked meanwhile stays selected.
    const goes = goesOn && detections.length === 1 && ids === this.#ids;
    const next = goes ? leastSure(this.#trays.detections, this.#last) : undefined;
    if (next !== undefined) this.show(next.id);
  }
}
