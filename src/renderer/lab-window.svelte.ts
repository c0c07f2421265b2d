import type { FoundSample } from '#shared/domain/catalogue.ts';
import type { Job } from '#shared/domain/jobs.ts';
import { About } from './shell/about/about.svelte.ts';
import type { Api } from './lib/api.ts';
import { Camera, type MediaSource } from './bench/camera/camera.svelte.ts';
import { DriftMonitor } from './bench/live/drift-monitor.svelte.ts';
import { KeepTarget } from './bench/live/keep-target.svelte.ts';
import { EmptyStage } from './bench/live/empty-stage.svelte.ts';
import { Explainer } from './bench/why/explainer.svelte.ts';
import { RegionController } from './bench/live/region-controller.svelte.ts';
import { LiveController } from './bench/live/live-controller.svelte.ts';
import { SessionController } from './bench/session/session-controller.svelte.ts';
import { StageMemory } from './bench/live/stage-memory.svelte.ts';
import { BenchController } from './bench/photos/bench-controller.svelte.ts';
import { BinController } from './catalogue/bin/bin-controller.svelte.ts';
import { CatalogueController } from './catalogue/catalogue-controller.svelte.ts';
import { Commands } from './shell/commands/commands.svelte.ts';
import { MenuBar } from './shell/commands/menu-bar.ts';
import { Palette } from './shell/commands/palette.svelte.ts';
import { CompareController } from './train/compare/compare-controller.svelte.ts';
import { DetailsForm } from './catalogue/details/details-form.svelte.ts';
import { EditsController } from './shell/edits/edits-controller.svelte.ts';
import { ExportController } from './catalogue/export/export-controller.svelte.ts';
import { ImportController } from './catalogue/import/import-controller.svelte.ts';
import { JobsController } from './shell/jobs/jobs-controller.svelte.ts';
import { LabController } from './shell/lab/lab-controller.svelte.ts';
import { LabelFinder } from './catalogue/scan/label-finder.svelte.ts';
import { ModelImport } from './models/model-import.svelte.ts';
import { ModelsController } from './models/models-controller.svelte.ts';
import { Notices } from './shell/notices.svelte.ts';
import { openSample } from './catalogue/sample/open-sample.ts';
import { type PathsOf, PhotosController } from './catalogue/import/photos-controller.svelte.ts';
import { Preferences } from './shell/preferences.svelte.ts';
import { ProfilesController } from './catalogue/details/profiles-controller.svelte.ts';
import { ReviewController } from './catalogue/review/review-controller.svelte.ts';
import { ReportController } from './shell/report/report-controller.svelte.ts';
import { Rooms, takesText } from './shell/rooms.svelte.ts';
import { RunPageController } from './train/runs/run-page-controller.svelte.ts';
import { strings } from './lib/strings.ts';
import { SitesController } from './catalogue/sites/sites-controller.svelte.ts';
import { StudiesController } from './studies/studies-controller.svelte.ts';
import { SurveyForm } from './catalogue/surveys/survey-form.svelte.ts';
import { QueueController } from './train/queue/queue-controller.svelte.ts';
import { TrainingController } from './train/training-controller.svelte.ts';
import { TrustController } from './train/trust/trust-controller.svelte.ts';
import { WatchController } from './catalogue/import/watch-controller.svelte.ts';
import { windowActions } from './shell/commands/window-actions.ts';

type Topic = Parameters<Parameters<Api['lab']['onChanged']>[0]>[0]['topic'];

/** The composition root: every controller of the window, and which of them looks again when the lab changes. */
export class LabWindow {
  readonly notices = new Notices();
  readonly rooms = new Rooms();
  readonly lab: LabController;
  readonly jobs: JobsController;
  readonly edits: EditsController;
  readonly catalogue: CatalogueController;
  readonly bin: BinController;
  readonly review: ReviewController;
  readonly sites: SitesController;
  readonly surveyForm: SurveyForm;
  readonly details: DetailsForm;
  readonly imports: ImportController;
  readonly exports: ExportController;
  readonly photos: PhotosController;
  readonly profiles: ProfilesController;
  readonly watch: WatchController;
  readonly queue: QueueController;
  readonly training: TrainingController;
  readonly runPage: RunPageController;
  readonly compare: CompareController;
  readonly studies: StudiesController;
  readonly models: ModelsController;
  readonly modelImport: ModelImport;
  readonly report: ReportController;
  readonly bench: BenchController;
  readonly camera: Camera;
  readonly keeping: KeepTarget;
  readonly sessions: SessionController;
  readonly drift: DriftMonitor;
  readonly stage = new EmptyStage();
  readonly stageMemory: StageMemory;
  readonly region: RegionController;
  readonly explainer: Explainer;
  readonly live: LiveController;
  readonly trust: TrustController;
  readonly preferences: Preferences;
  readonly about: About;
  readonly labels: LabelFinder;
  readonly commands: Commands;
  readonly palette: Palette;
  readonly menuBar: MenuBar;
  readonly #unsubscribe: () => void;

  /** @param pathsOf the desktop's; without one nothing that is dropped has a path. */
  constructor(
    api: Api,
    pathsOf: PathsOf = (files) => Promise.resolve(files.map(() => '')),
    media: MediaSource = navigator.mediaDevices,
    storage: Pick<Storage, 'getItem' | 'setItem'> | undefined = globalThis.localStorage,
  ) {
    const { notices } = this;
    this.lab = new LabController(api, notices, () => this.#enterLab());
    this.jobs = new JobsController(api, notices);
    this.edits = new EditsController(api, notices);
    this.catalogue = new CatalogueController(api, notices, this.edits);
    this.bin = new BinController(api, notices, this.edits);
    this.review = new ReviewController(api, notices, this.edits, this.jobs, this.catalogue);
    this.details = new DetailsForm(api, notices, this.catalogue);
    this.sites = new SitesController(api, notices, this.edits, this.catalogue);
    this.surveyForm = new SurveyForm(api, notices, this.catalogue);
    this.imports = new ImportController(api, notices, this.jobs, this.lab);
    this.exports = new ExportController(api, notices, this.jobs, this.lab, this.catalogue);
    this.photos = new PhotosController(api, notices, this.catalogue, this.imports, pathsOf);
    this.profiles = new ProfilesController(api, notices, this.edits, this.catalogue);
    this.watch = new WatchController(api, notices, this.lab);
    this.queue = new QueueController(api, notices, this.jobs);
    this.training = new TrainingController(api, notices, this.jobs, this.queue);
    this.runPage = new RunPageController(api, notices);
    this.compare = new CompareController(api, notices);
    this.studies = new StudiesController(api, notices, this.jobs);
    this.models = new ModelsController(api, notices, this.edits, this.jobs);
    this.modelImport = new ModelImport(api, notices, this.models);
    this.report = new ReportController(api, notices);
    this.bench = new BenchController(api, notices);
    this.camera = new Camera(media, storage);
    this.keeping = new KeepTarget(api, notices);
    this.drift = new DriftMonitor((drift) => void this.sessions.warn(drift));
    const session = (): number | null => this.sessions.current?.id ?? null;
    this.region = new RegionController(storage, this.stage);
    this.explainer = new Explainer(api, notices);
    const { camera, keeping, drift, stage, region } = this;
    this.sessions = new SessionController(api, notices, { camera, drift, region });
    this.stageMemory = new StageMemory(api, notices, stage);
    this.live = new LiveController(api, notices, { keeping, drift, stage, session });
    this.trust = new TrustController(api, notices);
    this.preferences = new Preferences(api, notices);
    this.about = new About(api, notices);
    const open = (sample: FoundSample): Promise<void> => this.openSample(sample);
    this.labels = new LabelFinder(api, notices, open);
    this.commands = new Commands(this.rooms, notices, windowActions(this), () => this.lab.current !== null);
    this.palette = new Palette(api, notices, this.commands, this.preferences, open);
    this.menuBar = new MenuBar(api, notices, this.commands, this.preferences, () =>
      takesText(document.activeElement),
    );
    const refreshOf: Record<Topic, () => Promise<unknown>> = {
      lab: () => this.lab.refresh(),
      catalogue: () =>
        Promise.all([
          this.catalogue.refresh(),
          this.bin.refresh(),
          this.sites.refresh(),
          this.review.refresh(),
          this.edits.refresh(),
          this.lab.refresh(),
          this.sessions.recount(),
        ]),
      details: () =>
        Promise.all([
          this.catalogue.refreshDetails(),
          this.profiles.refresh(),
          this.review.refresh(),
          this.edits.refresh(),
          this.sessions.recount(),
        ]),
      review: () => this.review.refresh(),
      runs: () => this.training.refresh(),
      studies: () => this.studies.refresh(),
      models: () =>
        Promise.all([
          this.models.refresh(),
          this.training.refresh(),
          this.edits.refresh(),
          this.trust.refresh(),
          this.live.reread(),
        ]),
    };
    this.#unsubscribe = api.lab.onChanged(({ topic }) => void notices.guard<unknown>(refreshOf[topic]));
  }

  /** Finds out which lab is open, if any. */
  async start(): Promise<void> {
    await this.preferences.load();
    await this.lab.start();
  }

  /** Goes to a sample in the catalogue and looks at it closely. */
  async openSample({ id }: Pick<FoundSample, 'id'>): Promise<void> {
    this.rooms.go('catalogue');
    this.review.close();
    if (this.surveyForm.open) this.notices.tell(strings.labels.surveyFirst);
    else if (!(await openSample(this.catalogue, id, 0))) this.notices.tell(strings.runs.sampleGone);
  }

  /** Goes where a job can be followed. */
  openJob(job: Job): void {
    if (job.kind === 'train') {
      this.training.openJob(job.id);
      this.rooms.go('train');
    } else if (job.kind === 'study') {
      this.studies.openNewest();
      this.rooms.go('studies');
    } else if (job.kind === 'evaluate') {
      this.rooms.go('models');
    } else if (job.kind === 'ask') {
      this.rooms.go('catalogue');
      void this.review.start();
    } else if (job.kind === 'export') {
      this.exports.show(job.id);
      this.rooms.go('catalogue');
    } else if (job.kind !== 'import-plan') {
      this.imports.show(job.id);
      this.rooms.go('catalogue');
    }
  }

  /** Shows a sample in the catalogue, with a way back. @param from where one is, in words. */
  async visitSample(sample: number, angle: number, from: string): Promise<void> {
    const { query } = this.catalogue;
    this.rooms.visit('catalogue', from, () => void this.catalogue.show(query));
    if (!(await openSample(this.catalogue, sample, angle))) this.notices.tell(strings.runs.sampleGone);
  }

  async resumeJob(job: Job): Promise<void> {
    const resumed = this.jobs.find(await this.jobs.resume(job.id));
    if (resumed !== undefined) this.openJob(resumed);
  }

  dispose(): void {
    this.#unsubscribe();
    this.lab.dispose();
    this.menuBar.dispose();
    this.watch.dispose();
    this.jobs.dispose();
    this.queue.dispose();
  }

  async #enterLab(): Promise<void> {
    for (const part of [
      this.jobs,
      this.edits,
      this.catalogue,
      this.review,
      this.surveyForm,
      this.sites,
      this.exports,
      this.imports,
      this.watch,
      this.profiles,
      this.queue,
      this.training,
      this.runPage,
      this.compare,
      this.studies,
      this.models,
      this.bench,
      this.live,
      this.sessions,
      this.stageMemory,
      this.trust,
    ])
      part.reset();
    if (this.lab.current === null) return;
    await this.notices.guard(() =>
      Promise.all([
        this.jobs.refresh(),
        this.edits.refresh(),
        this.catalogue.refresh(),
        this.watch.refresh(),
        this.profiles.refresh(),
        this.queue.refresh(),
        this.training.refresh(),
        this.training.loadChoices(),
        this.studies.refresh(),
        this.models.refresh(),
      ]),
    );
    const filling = this.jobs.active('import', 'demo');
    if (filling !== undefined) this.imports.show(filling.id);
  }
}
