import type { EditSummary, HistoryState } from '#shared/domain/history.ts';
import type { Api } from '../../lib/api.ts';
import type { Notices } from '../notices.svelte.ts';
import { refresher } from '../../lib/refresher.ts';
import { strings } from '../../lib/strings.ts';

const nobody: HistoryState = { undo: null, redo: null, person: '' };

/** Undo and redo over every edit, and who makes them. */
export class EditsController {
  readonly #api: Api;
  readonly #notices: Notices;
  readonly #refresh: () => Promise<void>;
  #state = $state.raw<HistoryState>(nobody);
  /** Edits one after another: a second press of the key waits for the first. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(api: Api, notices: Notices) {
    this.#api = api;
    this.#notices = notices;
    this.#refresh = refresher(async () => {
      this.#state = await api.edits.state();
    });
  }

  get state(): HistoryState {
    return this.#state;
  }

  refresh(): Promise<void> {
    return this.#refresh();
  }

  /** Does an edit; its failure is shown. @returns what it answered, undefined where it failed. */
  async make<T>(edit: (edits: Api['edits']) => Promise<T>): Promise<T | undefined> {
    const turn = this.#queue.then(() => this.#notices.guard(() => edit(this.#api.edits)));
    this.#queue = turn;
    return turn;
  }

  /** Says what was done, where that may surprise, and offers to take it back. */
  tellWithUndo(message: string): void {
    this.#notices.tell(message, { label: strings.edits.undo, run: () => void this.undo() });
  }

  async undo(): Promise<void> {
    await this.#replay((edits) => edits.undo(), strings.edits.nothingToUndo);
  }

  async redo(): Promise<void> {
    await this.#replay((edits) => edits.redo(), strings.edits.nothingToRedo);
  }

  async signIn(person: string): Promise<void> {
    await this.make((edits) => edits.signIn({ person }));
    await this.refresh();
  }

  reset(): void {
    this.#state = nobody;
  }

  async #replay(call: (edits: Api['edits']) => Promise<EditSummary | null>, nothing: string): Promise<void> {
    this.#notices.clear();
    if ((await this.make(call)) === null) this.#notices.tell(nothing);
  }
}

/** `class of 12 samples` */
export function editWords({ kind, things }: EditSummary): string {
  return strings.edits.kinds[kind](things);
}
