import { type BinEntry, type BinKind, type BinList, binKinds } from '#shared/domain/bin.ts';
import type { Api } from '../../lib/api.ts';
import type { EditsController } from '../../shell/edits/edits-controller.svelte.ts';
import type { Notices } from '../../shell/notices.svelte.ts';
import { refresher } from '../../lib/refresher.ts';
import { strings } from '../../lib/strings.ts';

type Contents = Readonly<Record<BinKind, BinList>>;
const nothing: Contents = {
  site: { total: 0, entries: [] },
  survey: { total: 0, entries: [] },
  sample: { total: 0, entries: [] },
  photo: { total: 0, entries: [] },
};

/** What is in the bin, while somebody looks, and the way out of it. */
export class BinController {
  readonly #edits: EditsController;
  readonly #notices: Notices;
  readonly #refresh: () => Promise<void>;
  #watched = false;
  #contents = $state.raw<Contents>();

  constructor(api: Api, notices: Notices, edits: EditsController) {
    this.#edits = edits;
    this.#notices = notices;
    this.#refresh = refresher(async () => {
      const lists = await Promise.all(
        binKinds.map(async (kind) => [kind, await api.catalogue.bin({ kind })] as const),
      );
      this.#contents = { ...nothing, ...Object.fromEntries(lists) };
    });
  }

  /** Undefined until the lab has answered. */
  get contents(): Contents | undefined {
    return this.#contents;
  }

  get empty(): boolean {
    return binKinds.every((kind) => this.#contents?.[kind].total === 0);
  }

  /** Somebody looks from now on. @returns the function that says that they no longer do. */
  watch(): () => void {
    this.#watched = true;
    void this.#notices.guard(() => this.refresh());
    return () => {
      this.#watched = false;
      this.#contents = undefined;
    };
  }

  async refresh(): Promise<void> {
    if (this.#watched) await this.#refresh();
  }

  /** Takes things out of the bin, in one step. */
  async restore(kind: BinKind, entries: readonly BinEntry[]): Promise<void> {
    const ids = entries.map(({ id }) => id);
    const done = await this.#edits.make((edits) => edits.restore({ kind, ids }).then(() => true));
    if (done === true) this.#edits.tellWithUndo(strings.bin.restored[kind](ids.length));
  }
}
