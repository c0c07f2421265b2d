import type { Detection, Tray } from '#shared/domain/tray.ts';
import type { SkippedFile } from '#shared/domain/import.ts';
import type { Api } from '../lib/api.ts';
import { Controller, type Upon, type WindowCore } from '../lib/controller.ts';
import { byId } from '../lib/by-id.ts';
import { refresher } from '../lib/refresher.ts';
import type { EditsController } from '../shell/edits/edits-controller.svelte.ts';
import { type Step, firstOpen, steps } from './steps.ts';
import { trayStrings as words } from './strings.ts';

type TrayPatch = Parameters<Api['trays']['edit']>[0]['set'];

/** What a tray is, as a person says it. */
export type TrayFact = 'role' | 'replicate' | 'notes';

/** How a fact of trays is called among what is not saved. */
export function unsavedFact(fact: TrayFact): string {
  return `tray ${fact}`;
}

/** The trays of the lab, and the one that is worked on with all that was found in it. */
export class TraysController extends Controller {
  override readonly upon: Upon = {
    enter: () => this.refresh(),
    trays: () => this.refresh(),
    catalogue: () => this.refresh(),
  };
  readonly #edits: EditsController;
  readonly #pathsOf: WindowCore['outside']['pathsOf'];
  #list = $state.raw<readonly Tray[]>([]);
  #open = $state<number>();
  #shown = $state.raw<{ readonly tray: Tray; readonly detections: readonly Detection[] }>();
  #step = $state<Step>('scale');
  #adding = $state(false);
  #loaded = $state(false);
  #skipped = $state.raw<readonly SkippedFile[]>([]);

  /** How many trays a person has reviewed. */
  readonly reviewed: number = $derived(this.#list.filter(({ reviewed }) => reviewed !== null).length);

  /** How many things wait for a decision, in all trays. */
  readonly waiting: number = $derived(this.#list.reduce((sum, { counts }) => sum + counts.proposed, 0));

  readonly refresh = refresher(async () => {
    this.#list = await this.api.trays.list({});
    this.#loaded = true;
    const tray = this.#open;
    if (tray === undefined) return;
    if (this.#list.every(({ id }) => id !== tray)) this.close();
    else await this.#look(tray);
  });

  constructor(core: WindowCore, edits: EditsController) {
    super(core);
    this.#edits = edits;
    this.#pathsOf = core.outside.pathsOf;
  }

  get unsaved(): EditsController['unsaved'] {
    return this.#edits.unsaved;
  }

  get list(): readonly Tray[] {
    return this.#list;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  /** Whether pictures are being read. */
  get adding(): boolean {
    return this.#adding;
  }

  /** What was not added the last time, and why. */
  get skipped(): readonly SkippedFile[] {
    return this.#skipped;
  }

  /** The tray that is worked on; undefined while the list is shown. */
  get tray(): Tray | undefined {
    return this.#shown?.tray;
  }

  get detections(): readonly Detection[] {
    return this.#shown?.detections ?? [];
  }

  get step(): Step {
    return this.#step;
  }

  goTo(step: Step): void {
    this.#step = step;
  }

  /** Goes a step on, or back. */
  walk(by: 1 | -1): void {
    const next = steps[steps.indexOf(this.#step) + by];
    if (next !== undefined) this.#step = next;
  }

  /** Opens a tray in the first step that misses something. */
  async open(tray: number): Promise<void> {
    await this.notices.guard(async () => {
      this.#open = tray;
      await this.#look(tray);
      if (this.#shown !== undefined) this.#step = firstOpen(this.#shown.tray);
    });
  }

  close(): void {
    this.#open = undefined;
    this.#shown = undefined;
  }

  /** Opens the next tray of the list, or the one before. */
  async turn(by: 1 | -1): Promise<void> {
    const next = this.#list[this.#list.findIndex(({ id }) => id === this.#open) + by];
    if (next !== undefined) await this.open(next.id);
  }

  /** Asks for pictures and adds them to a survey. */
  async chooseAndAdd(survey: number): Promise<void> {
    const files = await this.notices.guard(() => this.api.shell.choosePhotos({ title: words.choose }));
    if (files !== undefined && files.length > 0) await this.#add(survey, files);
  }

  /** Adds pictures that were dropped. */
  async drop(survey: number, files: readonly File[]): Promise<void> {
    const paths = await this.notices.guard(() => this.#pathsOf(files));
    const there = (paths ?? []).filter((path) => path !== '');
    if (there.length === 0) this.notices.tell(words.noFiles);
    else await this.#add(survey, there);
  }

  putSkippedAway(): void {
    this.#skipped = [];
  }

  async edit(set: TrayPatch): Promise<boolean> {
    const tray = this.#open;
    return tray !== undefined && (await this.make(() => this.api.trays.edit({ trays: [tray], set })));
  }

  /** Writes over what the open tray is said to be; kept where the link to the lab is lost. */
  async describe(field: TrayFact, value: Tray[TrayFact]): Promise<void> {
    const { tray } = this;
    if (tray === undefined) return;
    const outcome = await this.unsaved.write({
      field: unsavedFact(field),
      value,
      before: byId([[tray.id, tray[field]]]),
      now: async () => byId((await this.api.trays.list({})).map((one) => [one.id, one[field]])),
      save: (trays) => this.api.trays.edit({ trays, set: { [field]: value } }),
    });
    if (outcome === 'saved') await this.notices.guard(() => this.refresh());
  }

  /** Puts the tray that is open into the bin. */
  async remove(): Promise<void> {
    const { tray } = this;
    if (tray === undefined) return;
    const message = words.removed(tray.number);
    if (await this.#edits.tell(() => this.api.trays.remove({ trays: [tray.id] }), message)) this.close();
  }

  /** Does an edit and looks at what has become of the tray. @returns whether it was taken. */
  async make(edit: () => Promise<unknown>): Promise<boolean> {
    const taken = await this.#edits.did(edit);
    if (taken) await this.notices.guard(() => this.refresh());
    return taken;
  }

  override reset(): void {
    this.close();
    this.#list = [];
    this.#skipped = [];
    this.#loaded = false;
    this.#step = 'scale';
  }

  async #look(tray: number): Promise<void> {
    const shown = await this.api.trays.get({ tray });
    if (this.#open === tray) this.#shown = shown;
  }

  async #add(survey: number, files: string[]): Promise<void> {
    this.#adding = true;
    const added = await this.notices.guard(() => this.api.trays.add({ survey, files }));
    this.#adding = false;
    if (added === undefined) return;
    this.#skipped = added.skipped;
    await this.notices.guard(() => this.refresh());
    const [first] = added.trays;
    if (first !== undefined && added.trays.length === 1) await this.open(first);
  }
}
