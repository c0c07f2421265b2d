import { type BinEntry, type BinKind, type BinList, binKinds } from '#shared/domain/bin.ts';
import type { EditsController } from '../../shell/edits/edits-controller.svelte.ts';
import { refresher } from '../../lib/refresher.ts';
import { binStrings } from './strings.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';

type Contents = Readonly<Record<BinKind, BinList>>;
const nothing: Contents = {
  site: { total: 0, entries: [] },
  survey: { total: 0, entries: [] },
  tray: { total: 0, entries: [] },
  sample: { total: 0, entries: [] },
  photo: { total: 0, entries: [] },
};

/** What is in the bin, while somebody looks, and the way out of it. */
export class BinController extends Controller {
  override readonly upon: Upon = { catalogue: () => this.refresh(), trays: () => this.refresh() };
  readonly #edits: EditsController;
  #watched = false;
  #contents = $state.raw<Contents>();

  readonly refresh = refresher(async () => {
    if (!this.#watched) return;
    const lists = await Promise.all(
      binKinds.map(async (kind) => [kind, await this.api.catalogue.bin({ kind })] as const),
    );
    this.#contents = { ...nothing, ...Object.fromEntries(lists) };
  });

  constructor(core: WindowCore, edits: EditsController) {
    super(core);
    this.#edits = edits;
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
    void this.notices.guard(() => this.refresh());
    return () => {
      this.#watched = false;
      this.#contents = undefined;
    };
  }

  /** Takes things out of the bin, in one step. */
  async restore(kind: BinKind, entries: readonly BinEntry[]): Promise<void> {
    const ids = entries.map(({ id }) => id);
    await this.#edits.tell((edits) => edits.restore({ kind, ids }), binStrings.restored[kind](ids.length));
  }
}
