import type { ModelRow } from '#shared/contract/topics/models.ts';
import type { Api } from './api.ts';
import { refresher } from './refresher.ts';

/** The lab's models, best test accuracy by sample first; those that were never tested come after, retired ones last. */
export class ModelsController {
  readonly #refresh: () => Promise<void>;
  #list = $state.raw<readonly ModelRow[]>([]);

  /** The one that the bench takes where none is chosen. */
  readonly inUse: ModelRow | undefined = $derived(this.#list.find(({ inUse }) => inUse));

  constructor(api: Api) {
    this.#refresh = refresher(async () => {
      this.#list = (await api.models.list()).toSorted(byTestAccuracy);
    });
  }

  get list(): readonly ModelRow[] {
    return this.#list;
  }

  refresh(): Promise<void> {
    return this.#refresh();
  }

  reset(): void {
    this.#list = [];
  }
}

function byTestAccuracy(a: ModelRow, b: ModelRow): number {
  return (
    Number(a.retiredAt !== null) - Number(b.retiredAt !== null) ||
    (b.test?.accuracy ?? -1) - (a.test?.accuracy ?? -1) ||
    b.id - a.id
  );
}
