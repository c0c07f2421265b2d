import { type FieldValue, parseField } from '#shared/fields/field.ts';
import { type SurveyField, lastingFields, surveyFields } from '#shared/fields/survey-fields.ts';
import type { SiteSummary } from '#shared/sites.ts';
import { toWireError } from '#shared/errors.ts';
import type { Api } from './api.ts';
import type { CatalogueController } from './catalogue-controller.svelte.ts';
import { fieldText, today } from './field-text.ts';
import type { Notices } from './notices.svelte.ts';
import { strings } from './strings.ts';

type Values = Partial<Record<SurveyField, FieldValue>>;
type Patch = Parameters<Api['edits']['addSurvey']>[0];

const keys = Object.keys(surveyFields) as SurveyField[];

/** A survey's protocol while it is being written, as texts; what cannot be read is said beside its field. */
export class SurveyForm {
  readonly #api: Api;
  readonly #notices: Notices;
  readonly #catalogue: CatalogueController;
  #open = $state(false);
  /** Undefined while it is a new one. */
  #survey = $state<number>();
  #copiedFrom = $state<string>();
  #problems = $state.raw<Readonly<Record<string, string>>>({});
  #sites = $state.raw<readonly SiteSummary[]>([]);
  texts = $state<Record<string, string>>({});

  constructor(api: Api, notices: Notices, catalogue: CatalogueController) {
    this.#api = api;
    this.#notices = notices;
    this.#catalogue = catalogue;
  }

  get open(): boolean {
    return this.#open;
  }

  get isNew(): boolean {
    return this.#survey === undefined;
  }

  /** Name of the survey whose place and sampling this one starts from. */
  get copiedFrom(): string | undefined {
    return this.#copiedFrom;
  }

  /** Sentences by field. */
  get problems(): Readonly<Record<string, string>> {
    return this.#problems;
  }

  get sites(): readonly SiteSummary[] {
    return this.#sites;
  }

  /** What the survey will be called where no name is written. */
  get suggestedName(): string {
    return strings.catalogue.survey.nameSuggestion(this.texts.site ?? '', this.texts.date ?? '');
  }

  /** Starts a new survey like the last one at the same place. */
  async start(): Promise<void> {
    const [last] = this.#catalogue.surveys;
    const { fields } =
      (last && (await this.#notices.guard(() => this.#api.catalogue.survey({ survey: last.id })))) ?? {};
    const kept = Object.fromEntries(lastingFields.map((key) => [key, fields?.[key] ?? null]));
    await this.#show(undefined, { ...kept, date: today() });
    this.#copiedFrom = Object.values(kept).some((value) => value !== null) ? last?.name : undefined;
  }

  async edit(survey: number): Promise<void> {
    const found = await this.#notices.guard(() => this.#api.catalogue.survey({ survey }));
    if (found !== undefined) await this.#show(survey, found.fields);
  }

  cancel(): void {
    this.#open = false;
  }

  /** Looks at one field, as soon as the person has left it. */
  check(key: SurveyField): void {
    const reading = parseField(surveyFields[key], this.#textOf(key), today());
    this.#problems = { ...this.#problems, [key]: reading.ok ? '' : reading.problem };
  }

  /** Saves what was written and shows the survey; what is wrong is said beside its field instead. */
  async save(): Promise<void> {
    const set = this.#read();
    if (set === undefined) return;
    try {
      const survey = this.#survey;
      if (survey === undefined) {
        const added = await this.#api.edits.addSurvey(set);
        this.#open = false;
        await this.#catalogue.refresh();
        await this.#catalogue.show({ filter: { survey: added.survey } });
      } else {
        await this.#api.edits.editSurvey({ survey, set });
        this.#open = false;
      }
    } catch (error) {
      const { problems } = toWireError(error).data;
      if (typeof problems === 'object' && problems !== null)
        this.#problems = problems as Record<string, string>;
      this.#notices.report(error);
    }
  }

  reset(): void {
    this.#open = false;
  }

  async #show(survey: number | undefined, values: Values): Promise<void> {
    this.#survey = survey;
    this.#copiedFrom = undefined;
    this.#problems = {};
    this.texts = Object.fromEntries(keys.map((key) => [key, fieldText(values[key] ?? null)]));
    this.#open = true;
    this.#sites = (await this.#notices.guard(() => this.#api.sites.list())) ?? [];
  }

  #textOf(key: SurveyField): string {
    const text = this.texts[key] ?? '';
    return key === 'name' && text.trim() === '' ? this.suggestedName : text;
  }

  #read(): Patch | undefined {
    const readings = keys.map(
      (key) => [key, parseField(surveyFields[key], this.#textOf(key), today())] as const,
    );
    this.#problems = Object.fromEntries(
      readings.flatMap(([key, reading]) => (reading.ok ? [] : [[key, reading.problem] as const])),
    );
    if (Object.keys(this.#problems).length > 0) return undefined;
    return Object.fromEntries(
      readings.flatMap(([key, reading]) => (reading.ok ? [[key, reading.value]] : [])),
    );
  }
}
