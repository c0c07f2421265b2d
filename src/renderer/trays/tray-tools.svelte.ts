import { type Line, type Point, isLongEnough, scaleOf } from '#shared/domain/scale.ts';
import type { CountedRegion, Outline } from '#shared/domain/tray.ts';
import { parseQuantity } from '#shared/fields/quantity.ts';
import { Controller, type WindowCore } from '../lib/controller.ts';
import { thingAt } from './thing-at.ts';
import { trayStrings as words } from './strings.ts';
import type { TraysController } from './trays-controller.svelte.ts';
import type { TrayRound } from './tray-round.svelte.ts';
import type { TrayReview } from './tray-review.svelte.ts';

/** What the pointer does on the picture. */
export const tools = ['select', 'ruler', 'ellipse', 'polygon', 'draw', 'wand', 'cut', 'disc'] as const;
export type Tool = (typeof tools)[number];

/** Tools that take a line, or the box around an ellipse, from one press to its release. */
const dragged: readonly Tool[] = ['ruler', 'ellipse', 'cut'];
/** Tools that take corners. */
const cornered: readonly Tool[] = ['polygon', 'draw'];
/** Pixels of the screen between the corners of a line that is drawn by a held pointer. */
const freehandStep = 3;

/** What is drawn on a tray's picture by hand: lines to scale by, the region that is counted, things. */
export class TrayTools extends Controller {
  readonly #trays: TraysController;
  readonly #review: TrayReview;
  readonly #round: TrayRound;
  #tool = $state<Tool>('select');
  #line = $state.raw<Line>();
  #corners = $state.raw<readonly Point[]>([]);
  #problem = $state('');
  #hand = $state(false);
  /** How much fainter than where one clicks a thing's edge may be, 0..1. */
  tolerance = $state(0.5);

  constructor(core: WindowCore, trays: TraysController, review: TrayReview, round: TrayRound) {
    super(core);
    this.#trays = trays;
    this.#review = review;
    this.#round = round;
  }

  get tool(): Tool {
    return this.#tool;
  }

  /** The line of the ruler or of a cut, or what an ellipse is drawn in. */
  get line(): Line | undefined {
    return this.#line;
  }

  get corners(): readonly Point[] {
    return this.#corners;
  }

  /** What is wrong with what was typed. */
  get problem(): string {
    return this.#problem;
  }

  /** Whether a tool other than the pointer is in the hand. */
  get isBusy(): boolean {
    return this.#tool !== 'select';
  }

  /** Whether the pointer moves the picture, whichever tool waits meanwhile. */
  get hand(): boolean {
    return this.#hand;
  }

  /** Whether the pointer draws rather than selects or moves the picture. */
  get draws(): boolean {
    return this.isBusy && !this.#hand;
  }

  toggleHand(): void {
    this.#hand = !this.#hand;
  }

  /** Takes a tool into the hand; the same a second time puts it away. */
  take(tool: Tool): void {
    this.#tool = tool === this.#tool ? 'select' : tool;
    this.#hand = false;
    this.#clear();
  }

  /** Gives up what is being drawn, or, where that is nothing, the tool. */
  cancel(): void {
    if (this.#corners.length === 0 && this.#line === undefined) this.#tool = 'select';
    this.#clear();
  }

  /** The pointer was pressed on the picture. */
  press(at: Point): void {
    this.#problem = '';
    if (dragged.includes(this.#tool)) this.#line = { from: at, to: at };
    else if (cornered.includes(this.#tool)) this.#corners = [...this.#corners, at];
    else if (this.#tool === 'wand') void this.touch(at);
    else if (this.#tool === 'disc') {
      this.take('select');
      void this.#round.byDisc(at);
    }
  }

  /** The pointer moves while it is pressed. @param zoom pixels of the screen for one of the picture's. */
  drag(to: Point, zoom: number): void {
    if (dragged.includes(this.#tool)) {
      if (this.#line !== undefined) this.#line = { from: this.#line.from, to };
      return;
    }
    const last = this.#corners.at(-1);
    if (last !== undefined && Math.hypot(to.x - last.x, to.y - last.y) * zoom >= freehandStep)
      this.#corners = [...this.#corners, to];
  }

  /** The pointer was released. */
  async release(zoom: number): Promise<void> {
    const line = this.#line;
    if (line === undefined || !dragged.includes(this.#tool)) return;
    if (!isLongEnough(line, zoom)) this.#line = undefined;
    else if (this.#tool === 'ellipse') {
      const region = ellipseIn(line);
      this.cancel();
      this.#tool = 'select';
      if (region !== undefined && !(await this.#trays.edit({ region }))) this.#giveBack('ellipse', { line });
    } else if (this.#tool === 'cut') {
      this.#line = undefined;
      await this.cut(line);
    }
  }

  /** Cuts the one thing that is selected, or else what lies under the middle of the line, and selects its parts. */
  cut({ from, to }: Line): Promise<void> {
    return this.#review.inTurn(async () => {
      const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
      const thing = this.#review.one ?? thingAt(this.#trays.detections, middle, 0);
      if (thing === undefined) {
        this.notices.tell(words.nothingToCut);
        return;
      }
      let parts: readonly number[] = [];
      const taken = await this.#trays.make(async () => {
        ({ detections: parts } = await this.api.trays.cut({
          detection: thing.id,
          line: [from.x, from.y, to.x, to.y],
        }));
      });
      if (!taken) return;
      if (this.#tool === 'cut') this.take('select');
      this.#review.selectAll(parts);
    });
  }

  /** Ends what is drawn by corners: the last meets the first. */
  async close(): Promise<void> {
    const outline = this.#corners.map(({ x, y }): [number, number] => [x, y]);
    if (outline.length < 3) {
      this.notices.tell(words.threeCorners);
      return;
    }
    const [tool, corners] = [this.#tool, this.#corners];
    this.#clear();
    if (tool === 'polygon') this.#tool = 'select';
    const taken =
      tool === 'polygon'
        ? await this.#trays.edit({ region: { kind: 'polygon', outline } })
        : await this.draw(outline, 'drawn');
    if (!taken) this.#giveBack(tool, { corners });
  }

  /** Adds the thing at a place by the outline that is found there. */
  async touch({ x, y }: Point): Promise<void> {
    const { tray } = this.#trays;
    if (tray === undefined) return;
    const { tolerance } = this;
    const found = await this.notices.guard(() => this.api.trays.wand({ tray: tray.id, x, y, tolerance }));
    if (found !== undefined) await this.draw(found.outline, 'wand');
  }

  /** Adds something to the tray, and selects it. @returns whether it was taken. */
  async draw(outline: Outline, source: 'drawn' | 'wand'): Promise<boolean> {
    let drawn: number | undefined;
    await this.#review.inTurn(async () => {
      const { tray } = this.#trays;
      if (tray === undefined) return;
      const corners = outline.map(([x, y]): [number, number] => [x, y]);
      await this.#trays.make(async () => {
        ({ detection: drawn } = await this.api.trays.draw({ tray: tray.id, outline: corners, source }));
      });
      this.#review.select(drawn);
    });
    return drawn !== undefined;
  }

  /**
   * Gives the tray its scale by the line that was drawn, or, where none is, the typed one.
   *
   * @param text length of the line (`10 mm`), or µm per pixel. @returns whether that was a scale.
   */
  async setScale(text: string): Promise<boolean> {
    const line = this.#line;
    const reading = parseQuantity(text, line === undefined ? null : 'µm');
    if (!reading.ok || reading.value <= 0) {
      this.#problem = reading.ok ? words.notPositive : reading.problem;
      return false;
    }
    this.#problem = '';
    const umPerPixel = line === undefined ? reading.value : scaleOf(line, reading.value);
    const source = line === undefined ? 'typed' : 'ruler';
    const taken = await this.#trays.edit({ scale: { umPerPixel, source, uncertainty: null } });
    if (taken && this.#tool === 'ruler') this.take('select');
    return taken;
  }

  override reset(): void {
    this.#tool = 'select';
    this.#hand = false;
    this.#clear();
  }

  /** What the lab did not take is there again, unless something else is being drawn by now. */
  #giveBack(tool: Tool, { line, corners = [] }: { line?: Line; corners?: readonly Point[] }): void {
    if (this.#line !== undefined || this.#corners.length > 0) return;
    this.#tool = tool;
    this.#line = line;
    this.#corners = corners;
  }

  #clear(): void {
    this.#line = undefined;
    this.#corners = [];
    this.#problem = '';
  }
}

/** The ellipse in a box that was drawn from corner to corner; undefined where it has no width or no height. */
export function ellipseIn({ from, to }: Line): Extract<CountedRegion, { kind: 'ellipse' }> | undefined {
  const [rx, ry] = [Math.abs(to.x - from.x) / 2, Math.abs(to.y - from.y) / 2];
  if (rx < 1 || ry < 1) return undefined;
  return { kind: 'ellipse', x: (from.x + to.x) / 2, y: (from.y + to.y) / 2, rx, ry };
}
