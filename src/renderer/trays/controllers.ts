import type { CatalogueController } from '../catalogue/catalogue-controller.svelte.ts';
import { ProfilesController } from '../catalogue/details/profiles-controller.svelte.ts';
import { PictureLook } from '../lib/picture-look.svelte.ts';
import { takesText } from '../shell/rooms.svelte.ts';
import { RoomControllers, type ShellControllers } from '../shell/controllers.ts';
import { TrayDetector } from './tray-detector.svelte.ts';
import { TrayFind } from './tray-find.svelte.ts';
import type { ModelsController } from '../models/models-controller.svelte.ts';
import { TrayResults } from './tray-results.svelte.ts';
import { TrayRound } from './tray-round.svelte.ts';
import { TrayReview } from './tray-review.svelte.ts';
import { TrayTools } from './tray-tools.svelte.ts';
import { TraysController } from './trays-controller.svelte.ts';

export class TraysControllers extends RoomControllers {
  readonly trays = new TraysController(this.core, this.shell.edits);
  readonly looking = new PictureLook();
  readonly review = new TrayReview(this.core, this.trays, this.looking);
  readonly round = new TrayRound(this.core, this.trays);
  readonly tools = new TrayTools(this.core, this.trays, this.review, this.round);
  readonly detector = new TrayDetector(this.core, this.trays);
  readonly find = new TrayFind(this.core, this.trays, this.detector);
  /** Its surveys and classes. */
  readonly catalogue: CatalogueController;
  /** Its calibration profiles. */
  readonly profiles: ProfilesController;
  readonly results: TrayResults;
  /** What shows the picture of the tray that is open. */
  stage: HTMLElement | undefined;

  constructor(shell: ShellControllers, catalogue: CatalogueController, models: ModelsController) {
    super(shell);
    this.catalogue = catalogue;
    this.profiles = new ProfilesController(this.core, this.shell.edits, catalogue);
    const { jobs, lab } = shell;
    this.results = new TrayResults(this.core, this.trays, { models, jobs, lab });
  }

  /** Opens a tray with nothing of another one in the hand. */
  async open(tray: number): Promise<void> {
    this.#begin();
    await this.trays.open(tray);
  }

  /** The next tray of the list, or the one before. */
  async turn(by: 1 | -1): Promise<void> {
    this.#begin();
    await this.trays.turn(by);
  }

  close(): void {
    this.#begin();
    this.trays.close();
  }

  /** Whether a person writes in a field beside the picture. */
  get isInField(): boolean {
    const { activeElement } = document;
    return takesText(activeElement) && this.stage?.parentElement?.contains(activeElement) === true;
  }

  /** A key was meant for the picture: the next Enter is too, and not for the button that was pressed before. */
  toPicture(): void {
    this.stage?.focus({ preventScroll: true });
  }

  /** Where pictures go that are added now: the survey of the tray that is open, else the first. */
  get survey(): { readonly id: number; readonly name: string } | undefined {
    return (
      this.trays.tray?.survey ?? this.catalogue.surveys.find(({ id }) => id === this.catalogue.surveyForNew)
    );
  }

  #begin(): void {
    this.tools.reset();
    this.round.reset();
    this.review.reset();
    this.looking.whole();
    this.core.notices.forgetNews();
  }
}
