import { RoomControllers } from '../shell/controllers.ts';
import { DetectorsController } from './detectors/detectors-controller.svelte.ts';
import { ModelImport } from './model-import.svelte.ts';
import { ModelsController } from './models-controller.svelte.ts';
import { OffersController } from './offers-controller.svelte.ts';

export class ModelsControllers extends RoomControllers {
  readonly models = new ModelsController(this.core, this.shell.edits, this.shell.jobs);
  readonly offers = new OffersController(this.core, this.models, (model) => {
    this.shell.rooms.go('models');
    this.detectors.leave();
    void this.models.open(model);
  });
  readonly detectors = new DetectorsController(this.core, this.shell.jobs);
  readonly modelImport = new ModelImport(this.core, this.models);
}
