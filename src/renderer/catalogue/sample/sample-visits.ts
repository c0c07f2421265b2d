import type { FoundSample } from '#shared/domain/sample.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';
import { labelStrings } from '../scan/strings.ts';
import { runsStrings } from '../../train/runs/strings.ts';
import type { Rooms } from '../../shell/rooms.svelte.ts';
import type { CatalogueController } from '../catalogue-controller.svelte.ts';
import type { ReviewController } from '../review/review-controller.svelte.ts';
import type { SurveyForm } from '../surveys/survey-form.svelte.ts';

/** The ways from anywhere in the window to one sample in the catalogue. */
export class SampleVisits extends Controller {
  readonly #rooms: Rooms;
  readonly #catalogue: CatalogueController;
  readonly #review: ReviewController;
  readonly #surveyForm: SurveyForm;

  constructor(
    core: WindowCore,
    rooms: Rooms,
    catalogue: CatalogueController,
    review: ReviewController,
    surveyForm: SurveyForm,
  ) {
    super(core);
    this.#rooms = rooms;
    this.#catalogue = catalogue;
    this.#review = review;
    this.#surveyForm = surveyForm;
  }

  /** Goes to a sample and looks at it closely. */
  async open({ id }: Pick<FoundSample, 'id'>): Promise<void> {
    this.#rooms.go('catalogue');
    this.#review.close();
    if (this.#surveyForm.open) this.notices.tell(labelStrings.surveyFirst);
    else await this.#enlarge(id, 0);
  }

  /** Shows a sample, with a way back. @param angle place of the photo. @param from where one is, in words. */
  async visit(sample: number, angle: number, from: string): Promise<void> {
    const { query } = this.#catalogue;
    this.#rooms.visit('catalogue', from, () => void this.#catalogue.show(query));
    await this.#enlarge(sample, angle);
  }

  /** Enlarges one sample, among all samples. */
  async #enlarge(sample: number, angle: number): Promise<void> {
    const catalogue = this.#catalogue;
    await catalogue.show({ filter: {}, by: 'sample', sort: 'number' });
    const position = catalogue.rows.ids.indexOf(sample);
    if (position === -1) {
      this.notices.tell(runsStrings.sampleGone);
      return;
    }
    await catalogue.rows.need(position, position);
    catalogue.enlarge(position);
    catalogue.showAngle(angle);
  }
}
