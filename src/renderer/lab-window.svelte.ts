import type { Job } from '#shared/jobs/job.ts';
import type { JobKind } from '#shared/jobs/kinds.ts';
import { benchCommands } from './bench/commands.ts';
import { BenchControllers } from './bench/controllers.ts';
import { catalogueCommands } from './catalogue/commands.ts';
import { CatalogueControllers } from './catalogue/controllers.ts';
import type { Api } from './lib/api.ts';
import { type Outside, WindowCore } from './lib/controller.ts';
import { morningCommands } from './morning/commands.ts';
import { MorningController } from './morning/morning-controller.svelte.ts';
import { modelCommands } from './models/commands.ts';
import { ModelsControllers } from './models/controllers.ts';
import { Commands } from './shell/commands/commands.svelte.ts';
import { MenuBar } from './shell/commands/menu-bar.ts';
import { Palette } from './shell/commands/palette.svelte.ts';
import { shellCommands } from './shell/commands/shell-commands.ts';
import { ShellControllers } from './shell/controllers.ts';
import { choosingApi } from './shell/places/choosing-api.ts';
import { type Room, rooms as allRooms, takesText } from './shell/rooms.svelte.ts';
import { studiesCommands } from './studies/commands.ts';
import { StudiesControllers } from './studies/controllers.ts';
import { trainCommands } from './train/commands.ts';
import { TrainControllers } from './train/controllers.ts';
import { traysCommands } from './trays/commands.ts';
import { TraysControllers } from './trays/controllers.ts';

/** Where runs are looked at; a comparison lies over all of them. */
export const roomsOfRuns: readonly Room[] = ['train', 'models', 'studies'];

/** The composition root: the rooms, and the ways between them. */
export class LabWindow {
  readonly #core: WindowCore;
  readonly shell: ShellControllers;
  readonly catalogue: CatalogueControllers;
  readonly train: TrainControllers;
  readonly models: ModelsControllers;
  readonly bench: BenchControllers;
  readonly studies: StudiesControllers;
  readonly trays: TraysControllers;
  readonly morning: MorningController;
  readonly commands: Commands;
  readonly palette: Palette;
  readonly menuBar: MenuBar;
  readonly #ways: Readonly<Record<JobKind, (job: number) => void>>;

  constructor(api: Api, outside?: Partial<Outside>) {
    const core: WindowCore = new WindowCore(
      choosingApi(api, () => this.shell.places),
      outside,
    );
    this.#core = core;
    this.shell = new ShellControllers(core);
    const { rooms, lab, preferences } = this.shell;
    // Above all that lies over a room.
    rooms.lay(allRooms, { isOpen: () => this.morning.isOpen, close: () => this.morning.close() });
    this.catalogue = new CatalogueControllers(this.shell);
    this.models = new ModelsControllers(this.shell);
    this.train = new TrainControllers(this.shell, this.catalogue, this.models);
    this.bench = new BenchControllers(this.shell, (tray) => this.openTray(tray));
    this.studies = new StudiesControllers(this.shell, this.train);
    this.trays = new TraysControllers(this.shell, this.catalogue.catalogue, this.models.models);
    this.morning = new MorningController(core, {
      lab,
      models: this.models.models,
      training: this.train.training,
    });
    const list = [
      ...morningCommands(this.morning),
      ...shellCommands(this.shell),
      ...catalogueCommands(this.catalogue),
      ...trainCommands(this.train),
      ...modelCommands(this.models),
      ...studiesCommands(this.studies),
      ...benchCommands(this.bench, this.catalogue.catalogue),
      ...traysCommands(this.trays),
    ];
    this.commands = new Commands(rooms, core.notices, list, () => lab.current);
    this.palette = new Palette(core, rooms, this.commands, preferences, this.catalogue.visits);
    this.menuBar = new MenuBar(core, this.commands, preferences, () => takesText(document.activeElement));
    this.#layPages();
    const { imports, exports, layout, review } = this.catalogue;
    const showImport = (job: number): void => {
      imports.show(job);
      rooms.go('catalogue');
    };
    this.#ways = {
      train: (job) => {
        this.train.training.openJob(job);
        rooms.go('train');
      },
      study: () => {
        this.studies.studies.openNewest();
        rooms.go('studies');
      },
      evaluate: () => rooms.go('models'),
      'train-detector': () => {
        rooms.go('models');
        void this.models.detectors.open();
      },
      // Its trays are looked at where it was asked for.
      'classify-detections': () => undefined,
      'find-by-detector': () => undefined,
      'promote-detections': () => rooms.go('catalogue'),
      merge: () => rooms.go('catalogue'),
      pack: () => rooms.go('catalogue'),
      ask: () => {
        rooms.go('catalogue');
        void review.start();
      },
      cluster: () => {
        rooms.go('catalogue');
        layout.show('alike');
      },
      measure: () => {
        rooms.go('catalogue');
        layout.show('health');
      },
      'export-trays': (job) => {
        this.trays.results.show(job);
        rooms.go('trays');
      },
      export: (job) => {
        exports.show(job);
        rooms.go('catalogue');
      },
      import: showImport,
      'add-photos': showImport,
      demo: showImport,
      // It is followed where it was asked for.
      'import-plan': () => undefined,
      copy: () => undefined,
      verify: () => undefined,
      repair: () => undefined,
    };
  }

  /** What lies over a room, above others first. The catalogue's layout does so for itself. */
  #layPages(): void {
    const { rooms } = this.shell;
    const { compare } = this.train;
    const { models, modelImport, detectors } = this.models;
    const { studies } = this.studies;
    rooms.lay(roomsOfRuns, { isOpen: () => compare.isOpen, close: () => compare.close() });
    rooms.lay(['models'], { isOpen: () => detectors.isOpen, close: () => detectors.close() });
    rooms.lay(['models'], { isOpen: () => models.model !== undefined, close: () => models.close() });
    rooms.lay(['models'], {
      isOpen: () => modelImport.file !== undefined,
      close: () => modelImport.cancel(),
    });
    const { trays, tools } = this.trays;
    rooms.lay(['trays'], { isOpen: () => tools.isBusy, close: () => tools.cancel() });
    rooms.lay(['trays'], { isOpen: () => trays.tray !== undefined, close: () => this.trays.close() });
    rooms.lay(['studies'], { isOpen: () => studies.run !== undefined, close: () => studies.closeRun() });
  }

  get notices(): WindowCore['notices'] {
    return this.#core.notices;
  }

  /** Finds out which lab is open, if any. */
  async start(): Promise<void> {
    await this.shell.preferences.load();
    await this.shell.lab.start();
  }

  /** Goes where a job can be followed. */
  openJob({ kind, id }: Pick<Job, 'kind' | 'id'>): void {
    this.#ways[kind](id);
  }

  /** Learns quickly from what is labelled, where it can be tried at once. */
  tryIt(): void {
    this.train.training.prepareNew();
    this.shell.rooms.go('train');
    void this.train.trial.start();
  }

  /** Goes to the bench's photo files with a model. */
  classifyWith(model: number): void {
    this.bench.bench.classifyWith(model);
    this.shell.rooms.go('bench');
  }

  openModel(model: number): void {
    this.shell.rooms.go('models');
    this.models.detectors.leave();
    void this.models.models.open(model);
  }

  /** Goes to a tray, in the room of trays. */
  openTray(tray: number): void {
    this.shell.rooms.go('trays');
    void this.trays.open(tray);
  }

  async resumeJob(job: Job): Promise<void> {
    const { jobs } = this.shell;
    const resumed = jobs.find(await jobs.resume(job.id));
    if (resumed !== undefined) this.openJob(resumed);
  }

  dispose(): void {
    this.#core.dispose();
  }
}
