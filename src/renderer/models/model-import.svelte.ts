import type { InspectedModel } from '#shared/contract/topics/models.ts';
import type { ModelsController } from './models-controller.svelte.ts';
import { modelsStrings } from './strings.ts';
import { Controller, type WindowCore } from '../lib/controller.ts';

/** Taking in a model from a file: what the file says of itself, and which classes of this lab its classes become. */
export class ModelImport extends Controller {
  readonly #models: ModelsController;
  #file = $state.raw<InspectedModel>();
  #busy = $state(false);
  name = $state('');
  /** The lab's class of each of the model's; null: one of that name is added. */
  classes = $state<(number | null)[]>([]);

  constructor(core: WindowCore, models: ModelsController) {
    super(core);
    this.#models = models;
  }

  /** The file that is being looked at. */
  get file(): InspectedModel | undefined {
    return this.#file;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Lets the user choose a file and shows what it would become; nothing is added yet. */
  async choose(): Promise<void> {
    await this.notices.guard(async () => {
      const file = await this.api.shell.chooseModel({ title: modelsStrings.importTitle });
      if (file === null) return;
      this.#file = await this.api.models.inspectFile({ file });
      this.name = this.#file.name;
      this.classes = this.#file.classes.map(({ match }) => match?.id ?? null);
    });
  }

  /** Adds the model, and opens it. */
  async add(): Promise<void> {
    const file = this.#file;
    if (file === undefined || this.#busy) return;
    this.#busy = true;
    const name = this.name.trim();
    const added = await this.notices.guard(() =>
      this.api.models.import({
        file: file.file,
        classes: $state.snapshot(this.classes),
        ...(name !== '' && { name }),
      }),
    );
    this.#busy = false;
    if (added === undefined) return;
    this.cancel();
    await this.#models.open(added.model);
  }

  cancel(): void {
    this.#file = undefined;
    this.#busy = false;
  }
}
