import { z } from 'zod';
import type { FieldValue } from '#shared/fields/field.ts';
import { surveyProblems } from '#shared/fields/survey-checks.ts';
import { type SurveyField, lastingFields, surveyFields } from '#shared/fields/survey-fields.ts';
import type { SiteSummary } from '#shared/domain/sites.ts';
import type { Api } from '../../lib/api.ts';
import type { CatalogueController } from '../catalogue-controller.svelte.ts';
import { fieldText, today } from '../../lib/field-text.ts';
import { Remembered } from '../../lib/remembered.svelte.ts';
import { FieldsDraft } from '../../lib/fields-draft.svelte.ts';
import { type Position, positionTexts } from '../sites/map/position.ts';
import { catalogueStrings } from '../strings.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';

type Values = Partial<Record<SurveyField, FieldValue>>;
type Patch = Parameters<Api['edits']['addSurvey']>[0];

/** A survey's protocol while it is being written, as texts; what cannot be read is said beside its field. */
export class SurveyForm extends Controller {
  readonly #catalogue: CatalogueController;
  #open = $state(false);
  /** Undefined while it is a new one. */
  #survey = $state<number>();
  #copied = $state<number>();
  readonly #openSections: Remembered<string[]>;
  #sites = $state.raw<readonly SiteSummary[]>([]);
  readonly draft = new FieldsDraft<SurveyField>(surveyFields, (key) =>
    key === 'name' ? this.suggestedName : '',
  );

  constructor(core: WindowCore, catalogue: CatalogueController) {
    super(core);
    this.#catalogue = catalogue;
    this.#openSections = new Remembered(
      core.outside.storage,
      'survey-sections',
      z.array(z.string()).default([]),
    );
  }

  get open(): boolean {
    return this.#open;
  }

  get isNew(): boolean {
    return this.#survey === undefined;
  }

  /** The survey whose place and sampling this one starts from. */
  get copied(): number | undefined {
    return this.#copied;
  }

  /** Surveys that a new one can start from, newest visit first. */
  get surveys(): CatalogueController['surveys'] {
    return this.#catalogue.surveys;
  }

  /** The sections of fields that are open, remembered on this computer. */
  get openSections(): readonly string[] {
    return this.#openSections.value;
  }

  set openSections(sections: readonly string[]) {
    this.#openSections.value = [...sections];
  }

  get sites(): readonly SiteSummary[] {
    return this.#sites;
  }

  /** What the survey will be called where no name is written. */
  get suggestedName(): string {
    return catalogueStrings.survey.nameSuggestion(this.draft.texts.site ?? '', this.draft.texts.date ?? '');
  }

  /** Starts a new survey like the last one at the same place. */
  async start(): Promise<void> {
    const last = this.#catalogue.surveys[0]?.id;
    const kept = await this.#lastingOf(last);
    await this.#show(undefined, { ...kept, date: today() });
    this.#copied = last;
  }

  /** Begins with place and sampling of another survey; undefined: with nothing. What was only of one visit stays. */
  async copyFrom(survey: number | undefined): Promise<void> {
    const kept = await this.#lastingOf(survey);
    for (const key of lastingFields) this.draft.write(key, fieldText(kept[key] ?? null));
    this.#copied = survey;
  }

  async edit(survey: number): Promise<void> {
    const found = await this.notices.guard(() => this.api.catalogue.survey({ survey }));
    if (found !== undefined) await this.#show(survey, found.fields);
  }

  cancel(): void {
    this.#open = false;
  }

  /** The site that is written, where it is one of those that are known. */
  get site(): SiteSummary | undefined {
    const name = (this.draft.texts.site ?? '').trim();
    return this.#sites.find((site) => site.name === name);
  }

  /** Where the survey is, as far as it can be read. */
  get position(): Position | undefined {
    const latitude = this.draft.numberIn('latitude');
    const longitude = this.draft.numberIn('longitude');
    return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
  }

  /** Takes a position from the map. */
  place(position: Position): void {
    const { latitude, longitude } = positionTexts(position);
    this.draft.write('latitude', latitude);
    this.draft.write('longitude', longitude);
  }

  /** Saves what was written and shows the survey; what is wrong is said beside its field instead. */
  async save(): Promise<void> {
    const set = this.draft.read() as Patch | undefined;
    if (set === undefined || this.draft.refuse(surveyProblems(set))) return;
    try {
      const survey = this.#survey;
      if (survey === undefined) {
        const added = await this.api.edits.addSurvey(set);
        this.#open = false;
        await this.#catalogue.refresh();
        await this.#catalogue.show({ filter: { survey: added.survey } });
      } else {
        const { fields } = await this.api.catalogue.survey({ survey });
        const written = this.draft.written(set, fields);
        if (written === undefined) return;
        await this.api.edits.editSurvey({ survey, set: written as Patch });
        this.#open = false;
      }
    } catch (error) {
      this.draft.takeRefusal(error);
      this.notices.report(error);
    }
  }

  override reset(): void {
    this.#open = false;
  }

  async #lastingOf(survey: number | undefined): Promise<Values> {
    const found =
      survey === undefined
        ? undefined
        : await this.notices.guard(() => this.api.catalogue.survey({ survey }));
    return Object.fromEntries(lastingFields.map((key) => [key, found?.fields[key] ?? null]));
  }

  async #show(survey: number | undefined, values: Values): Promise<void> {
    this.#survey = survey;
    this.#copied = undefined;
    this.draft.fill(values);
    this.#open = true;
    this.#sites = (await this.notices.guard(() => this.api.sites.list())) ?? [];
  }
}
