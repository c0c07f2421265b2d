import { RoomControllers } from '../shell/controllers.ts';
import { StudiesController } from './studies-controller.svelte.ts';

export class StudiesControllers extends RoomControllers {
  readonly studies = new StudiesController(this.core, this.shell.jobs);
}
