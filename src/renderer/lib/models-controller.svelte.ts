import type { ModelRow } from '#shared/contract/topics/learning.ts';
import type { Api } from './api.ts';
import { refresher } from './refresher.ts';

/** The lab's models, best test accuracy by sample first; those that were never tested come last, newest first. */
export class ModelsController {
  readonly #refresh: () => Promise<void>;
  #list = $state.raw<readonly ModelRow[]>([]);

  readonly newest: ModelRow | undefined = $derived(this.#list.toSorted((a, b) => b.id - a.id)[0]);

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
  return (b.test?.accuracy ?? -1) - (a.test?.accuracy ?? -1) || b.id - a.id;
}
