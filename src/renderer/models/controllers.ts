import { RoomControllers } from '../shell/controllers.ts';
import { ModelImport } from './model-import.svelte.ts';
import { ModelsController } from './models-controller.svelte.ts';

export class ModelsControllers extends RoomControllers {
  readonly models = new ModelsController(this.core, this.shell.edits, this.shell.jobs);
  readonly modelImport = new ModelImport(this.core, this.models);
}
