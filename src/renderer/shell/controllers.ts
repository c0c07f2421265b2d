import type { WindowCore } from '../lib/controller.ts';
import { About } from './about/about.svelte.ts';
import { BackupsController } from './backups/backups-controller.svelte.ts';
import { ClassFinder } from './classes/class-finder.svelte.ts';
import { EditsController } from './edits/edits-controller.svelte.ts';
import { JobsController } from './jobs/jobs-controller.svelte.ts';
import { LabController } from './lab/lab-controller.svelte.ts';
import { MergeController } from './merge/merge-controller.svelte.ts';
import { PlaceChooser, hostOf } from './places/place-chooser.svelte.ts';
import { Preferences } from './preferences.svelte.ts';
import { ReportController } from './report/report-controller.svelte.ts';
import { Rooms } from './rooms.svelte.ts';

class OnCore {
  readonly core: WindowCore;

  constructor(core: WindowCore) {
    this.core = core;
  }
}

/** What every room stands in: the open lab, its jobs, undo, the way to other rooms. */
export class ShellControllers extends OnCore {
  readonly rooms = new Rooms();
  readonly lab = new LabController(this.core);
  readonly places = new PlaceChooser(this.core, () => hostOf(this.lab.current?.directory));
  readonly jobs = new JobsController(this.core);
  readonly edits = new EditsController(this.core);
  readonly report = new ReportController(this.core);
  readonly preferences = new Preferences(this.core);
  readonly classFinder = new ClassFinder(this.core);
  readonly about = new About(this.core);
  readonly backups = new BackupsController(this.core, this.lab);
  readonly merge = new MergeController(this.core, this.lab, this.edits);
}

/** What a room is made of. */
export abstract class RoomControllers extends OnCore {
  readonly shell: ShellControllers;

  constructor(shell: ShellControllers) {
    super(shell.core);
    this.shell = shell;
  }
}
