import type { EditSummary, HistoryState } from '#shared/domain/history.ts';
import type { Api } from '../../lib/api.ts';
import { refresher } from '../../lib/refresher.ts';
import { editsStrings } from './strings.ts';
import { Controller, type Upon } from '../../lib/controller.ts';

const nobody: HistoryState = { undo: null, redo: null, person: '' };

/** Undo and redo over every edit, and who makes them. */
export class EditsController extends Controller {
  override readonly upon: Upon = {
    enter: () => this.refresh(),
    catalogue: () => this.refresh(),
    details: () => this.refresh(),
    models: () => this.refresh(),
  };
  #state = $state.raw<HistoryState>(nobody);
  /** Edits one after another: a second press of the key waits for the first. */
  #queue: Promise<unknown> = Promise.resolve();

  readonly refresh = refresher(async () => {
    this.#state = await this.api.edits.state();
  });

  get state(): HistoryState {
    return this.#state;
  }

  /** Does an edit; its failure is shown. @returns what it answered, undefined where it failed. */
  async make<T>(edit: (edits: Api['edits']) => Promise<T>): Promise<T | undefined> {
    const turn = this.#queue.then(() => this.notices.guard(() => edit(this.api.edits)));
    this.#queue = turn;
    return turn;
  }

  /** Says what was done, where that may surprise, and offers to take it back. */
  tellWithUndo(message: string): void {
    this.notices.tell(message, { label: editsStrings.undo, run: () => void this.undo() });
  }

  async undo(): Promise<void> {
    await this.#replay((edits) => edits.undo(), editsStrings.nothingToUndo);
  }

  async redo(): Promise<void> {
    await this.#replay((edits) => edits.redo(), editsStrings.nothingToRedo);
  }

  async signIn(person: string): Promise<void> {
    await this.make((edits) => edits.signIn({ person }));
    await this.refresh();
  }

  override reset(): void {
    this.#state = nobody;
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
