import { RoomControllers } from '../shell/controllers.ts';
import { ModelImport } from './model-import.svelte.ts';
import { ModelsController } from './models-controller.svelte.ts';
import { OffersController } from './offers-controller.svelte.ts';

export class ModelsControllers extends RoomControllers {
  readonly models = new ModelsController(this.core, this.shell.edits, this.shell.jobs);
  readonly offers = new OffersController(this.core, this.models, (model) => {
    this.shell.rooms.go('models');
    void this.models.open(model);
  });
  readonly modelImport = new ModelImport(this.core, this.models);
}
