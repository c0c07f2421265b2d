import type { SampleRow } from '#shared/domain/sample.ts';
import { type FieldValue, parseField } from '#shared/fields/field.ts';
import { type SampleField, type TermField, sampleFields, termFields } from '#shared/fields/sample-fields.ts';
import type { ChangeRow } from '#shared/domain/history.ts';
import { vocabularies } from '#shared/domain/vocabulary.ts';
import type { CatalogueController } from '../catalogue-controller.svelte.ts';
import { fieldText, today } from '../../lib/field-text.ts';
import { catalogueStrings } from '../strings.ts';
import type { Unsaved } from '../../lib/unsaved.ts';
import type { UnsavedEdits } from '../../shell/edits/unsaved-edits.svelte.ts';
import { unsavedName } from '../unsaved-samples.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';

/** The details of what is selected: the common value of each field, and what is being written over it. */
export class DetailsForm extends Controller {
  readonly #catalogue: CatalogueController;
  readonly #unsaved: UnsavedEdits;
  #drafts = $state<Record<string, string>>({});
  #problems = $state<Record<string, string>>({});
  #history = $state.raw<readonly ChangeRow[]>([]);

  /** The selected samples; undefined where there are too many, or not all of them are loaded. */
  readonly samples: readonly SampleRow[] | undefined;

  constructor(core: WindowCore, catalogue: CatalogueController, unsaved: UnsavedEdits) {
    super(core);
    this.#catalogue = catalogue;
    this.#unsaved = unsaved;
    this.samples = $derived(catalogue.selectedRows());
  }

  /** The one sample that is selected, if it is one. */
  get single(): SampleRow | undefined {
    return this.samples?.length === 1 ? this.samples[0] : undefined;
  }

  get history(): readonly ChangeRow[] {
    return this.#history;
  }

  textOf(key: SampleField): string {
    return this.#drafts[key] ?? fieldText(this.#commonValue(key) ?? null);
  }

  write(key: SampleField, text: string): void {
    this.#drafts[key] = text;
    if (key === 'number') void this.#isFree(text);
  }

  placeholderOf(key: SampleField): string | undefined {
    return this.#commonValue(key) === undefined ? catalogueStrings.severalValues : undefined;
  }

  problemOf(key: SampleField): string {
    return this.#problems[key] ?? '';
  }

  /** What the vocabulary takes the written word for, where that says more than the word. */
  remarkOf(key: SampleField): string | undefined {
    const value = this.#commonValue(key);
    if (!isTermField(key) || typeof value !== 'string') return undefined;
    const id = this.samples?.[0]?.terms[key];
    const word = vocabularies[key].find((term) => term.id === id)?.word;
    if (word === undefined) return catalogueStrings.standsForNothing;
    return word.toLowerCase() === value.toLowerCase() ? undefined : catalogueStrings.standsFor(word);
  }

  /** Takes what was written over to all that is selected, in one step; what is wrong stays and is said. */
  async commit(key: SampleField): Promise<void> {
    const written = this.#drafts[key];
    if (written === undefined) return;
    const reading = parseField(sampleFields[key], written, today());
    if (!reading.ok) {
      this.#problems[key] = reading.problem;
      return;
    }
    this.#problems[key] = '';
    const { single } = this;
    // What is selected now: by the answer it may be something else.
    const writing = this.#catalogue.writingOf(key, reading.value);
    if (key === 'number' && !(await this.#isFree(written)) && this.single?.id === single?.id) return;
    const isDone =
      writing === undefined
        ? await this.#catalogue.writeSelected(key, reading.value)
        : (await this.#unsaved.write(writing)) !== 'refused';
    if (!isDone && writing === undefined) {
      this.#problems[key] = catalogueStrings.notSaved;
      return;
    }
    // After a refusal the field shows again what is true; the notice says why.
    if (this.unsavedOf(key) === undefined && isDone) await this.#catalogue.rows.reload();
    if (this.#drafts[key] === written)
      this.#drafts = Object.fromEntries(Object.entries(this.#drafts).filter(([name]) => name !== key));
  }

  /** What stands beside a field whose text is not saved. */
  unsavedOf(key: SampleField): Unsaved | undefined {
    return this.#unsaved.noteOf(unsavedName(key), this.samples?.map(({ id }) => id) ?? []);
  }

  /** Something else is selected: what was half written belongs to nothing any more. */
  forget(): void {
    this.#drafts = {};
    this.#problems = {};
    this.#history = [];
  }

  async loadHistory(): Promise<void> {
    const sample = this.single?.id;
    if (sample === undefined) return;
    const history = await this.notices.guard(() => this.api.catalogue.history({ sample }));
    if (sample === this.single?.id) this.#history = history ?? [];
  }

  /** Whether a number can be this sample's; whose it is otherwise is said beside the field. */
  async #isFree(text: string): Promise<boolean> {
    const sample = this.single;
    const number = text.trim();
    if (sample === undefined || number === '') return true;
    // Where nobody answers, the lab looks once more when it is saved.
    const found = await this.api.catalogue.findSamples({ text: number, limit: 100 }).catch(() => undefined);
    if (sample.id !== this.single?.id || this.#drafts.number !== text) return true;
    const other = found?.find(
      (one) => one.number === number && one.survey === sample.survey && one.id !== sample.id,
    );
    this.#problems.number =
      other === undefined ? '' : catalogueStrings.numberTaken(number, other.surveyName, other.class);
    return other === undefined;
  }

  /** @returns undefined where the samples differ. */
  #commonValue(key: SampleField): FieldValue | undefined {
    const [first, ...others] = (this.samples ?? []).map((sample) =>
      key === 'number' ? sample.number : sample.details[key],
    );
    return others.every((value) => value === first) ? first : undefined;
  }
}

function isTermField(key: SampleField): key is TermField {
  return (termFields as readonly SampleField[]).includes(key);
}
