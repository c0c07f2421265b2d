import type { EditSummary, HistoryState } from '#shared/domain/history.ts';
import type { Api } from '../../lib/api.ts';
import { byId } from '../../lib/by-id.ts';
import { refresher } from '../../lib/refresher.ts';
import { editsStrings } from './strings.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';
import { UnsavedEdits } from './unsaved-edits.svelte.ts';

/** The one who is at the keyboard. */
const personField = 'person name';
const nobody: HistoryState = { undo: null, redo: null, person: '' };

/** Undo and redo over every edit, and who makes them. */
export class EditsController extends Controller {
  override readonly upon: Upon = {
    enter: () => this.refresh(),
    catalogue: () => this.refresh(),
    details: () => this.refresh(),
    models: () => this.refresh(),
    trays: () => this.refresh(),
  };
  #state = $state.raw<HistoryState>(nobody);
  /** Edits one after another: a second press of the key waits for the first. */
  #queue: Promise<unknown> = Promise.resolve();

  /** What was written while the link to the lab was lost. */
  readonly unsaved: UnsavedEdits;

  readonly refresh = refresher(async () => {
    this.#state = await this.api.edits.state();
  });

  constructor(core: WindowCore) {
    super(core);
    this.unsaved = new UnsavedEdits(core, (task) => this.#inTurn(task));
  }

  get state(): HistoryState {
    return this.#state;
  }

  /** Does an edit; its failure is shown. @returns what it answered, undefined where it failed. */
  async make<T>(edit: (edits: Api['edits']) => Promise<T>): Promise<T | undefined> {
    return this.#inTurn(() => this.notices.guard(() => edit(this.api.edits)));
  }

  /** Does an edit. @returns whether it was taken. */
  async did(edit: (edits: Api['edits']) => Promise<unknown>): Promise<boolean> {
    const taken = await this.make(async (edits) => {
      await edit(edits);
      return true;
    });
    return taken === true;
  }

  /** Does an edit that may surprise: says what was done, and offers to take it back. @returns whether it was taken. */
  async tell(edit: (edits: Api['edits']) => Promise<unknown>, message: string): Promise<boolean> {
    const taken = await this.did(edit);
    if (taken) this.notices.tell(message, { label: editsStrings.undo, run: () => void this.undo() });
    return taken;
  }

  async undo(): Promise<void> {
    await this.#replay((edits) => edits.undo(), editsStrings.nothingToUndo);
  }

  async redo(): Promise<void> {
    await this.#replay((edits) => edits.redo(), editsStrings.nothingToRedo);
  }

  async signIn(person: string): Promise<void> {
    const saved = await this.unsaved.write({
      field: personField,
      value: person,
      before: byId([[0, this.#state.person]]),
      now: async () => byId([[0, (await this.api.edits.state()).person]]),
      save: () => this.api.edits.signIn({ person }),
    });
    if (saved !== 'waits') await this.notices.guard(() => this.refresh());
  }

  /** Whose name is shown: the one that was written, also where the lab does not have it yet. */
  get person(): string {
    return String(this.unsaved.at(personField, 0) ?? this.#state.person);
  }

  override reset(): void {
    this.#state = nobody;
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(task);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #replay(call: (edits: Api['edits']) => Promise<EditSummary | null>, nothing: string): Promise<void> {
    this.notices.clear();
    if ((await this.make(call)) === null) this.notices.tell(nothing);
  }
}

/** `class of 12 samples` */
export function editWords({ kind, things }: EditSummary): string {
  return editsStrings.kinds[kind](things);
}
