import type { TrainControllers } from '../train/controllers.ts';
import { RoomControllers, type ShellControllers } from '../shell/controllers.ts';
import { StudiesController } from './studies-controller.svelte.ts';

export class StudiesControllers extends RoomControllers {
  readonly studies: StudiesController;

  constructor(shell: ShellControllers, { queue }: Pick<TrainControllers, 'queue'>) {
    super(shell);
    this.studies = new StudiesController(this.core, this.shell.jobs, queue);
  }
}
