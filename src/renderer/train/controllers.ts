import type { CatalogueControllers } from '../catalogue/controllers.ts';
import type { ModelsControllers } from '../models/controllers.ts';
import type { ModelsController } from '../models/models-controller.svelte.ts';
import type { OffersController } from '../models/offers-controller.svelte.ts';
import { Folds } from '../lib/folds.svelte.ts';
import { RoomControllers, type ShellControllers } from '../shell/controllers.ts';
import { CompareController } from './compare/compare-controller.svelte.ts';
import { EnginesController } from './engines/engines-controller.svelte.ts';
import { QueueController } from './queue/queue-controller.svelte.ts';
import { RunPageController } from './runs/run-page-controller.svelte.ts';
import { TrainingController } from './training-controller.svelte.ts';
import { TryController } from './try/try-controller.svelte.ts';
import { TrustController } from './trust/trust-controller.svelte.ts';

export class TrainControllers extends RoomControllers {
  readonly queue = new QueueController(this.core, this.shell.jobs);
  readonly training = new TrainingController(this.core, this.shell.jobs, this.queue);
  readonly trial = new TryController(this.core, this.training);
  readonly engines = new EnginesController(this.core, () => this.training.tryDevicesAgain());
  readonly runPage = new RunPageController(this.core, this.shell.edits);
  readonly folds = new Folds(this.core.outside.storage);
  readonly compare = new CompareController(this.core);
  readonly trust = new TrustController(this.core);
  /** What is learnt from, and where the photos of a run are looked at. */
  readonly source: CatalogueControllers;
  readonly models: ModelsController;
  readonly offers: OffersController;

  constructor(
    shell: ShellControllers,
    source: CatalogueControllers,
    { models, offers }: Pick<ModelsControllers, 'models' | 'offers'>,
  ) {
    super(shell);
    this.source = source;
    this.models = models;
    this.offers = offers;
  }
}
