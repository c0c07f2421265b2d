import { type ClassSummary, keysOfClasses } from '#shared/domain/class.ts';
import type { SampleId } from '#shared/domain/ids.ts';
import type { PhotoTurn, ScaleSource } from '#shared/domain/photo.ts';
import type { SampleRow } from '#shared/domain/sample.ts';
import type { SurveySummary } from '#shared/domain/survey.ts';
import { type GridQuery, type SampleFilter, gridQuerySchema } from '#shared/domain/grid.ts';
import type { Api } from '../lib/api.ts';
import { classMarks } from '../lib/class-marks.ts';
import type { EditsController } from '../shell/edits/edits-controller.svelte.ts';
import { GridRows } from './grid/grid-rows.svelte.ts';
import { refresher } from '../lib/refresher.ts';
import { Selection } from './grid/selection.svelte.ts';
import { catalogueStrings } from './strings.ts';
import { type WrittenField, hasUnsaved, sampleWriting, withUnsaved } from './unsaved-samples.ts';
import type { FieldValue } from '#shared/fields/field.ts';
import type { Writing } from '../shell/edits/unsaved-edits.svelte.ts';
import type { Tile } from './grid/tile-cache.ts';
import { Controller, type Upon, type WindowCore } from '../lib/controller.ts';

/** More selected samples than this are not looked at one by one: their fields are said to hold several values. */
const comparedSamples = 500;

export type SamplePatch = NonNullable<Parameters<Api['edits']['editSamples']>[0]['set']>;

/** The surveys, the grid of samples that are asked for, what is selected of it, and what can be done to that. */
export class CatalogueController extends Controller {
  override readonly upon: Upon = {
    enter: () => this.refresh(),
    catalogue: () => this.refresh(),
    details: () => this.refreshDetails(),
  };
  readonly #edits: EditsController;
  readonly rows: GridRows;
  readonly selection: Selection;
  #surveys = $state.raw<readonly SurveySummary[]>([]);
  #classes = $state.raw<readonly ClassSummary[]>([]);
  #query = $state.raw<GridQuery>(gridQuerySchema.parse({}));
  #enlarged = $state(false);
  #angle = $state(0);
  #loaded = $state(false);

  readonly marks = $derived(classMarks(this.#classes));
  /** The digits that label, by class. */
  readonly keys = $derived(keysOfClasses(this.#classes));
  /** The tile under the cursor. */
  readonly tile: Tile | undefined;

  /** There may be other rows than before. */
  readonly refresh = refresher(async () => {
    await Promise.all([this.#loadCounts(), this.#listKeepingPlace()]);
    this.#loaded = true;
  });

  /** The rows are the same; something about them is different. What was filtered out by it stays until the next look. */
  readonly refreshDetails = refresher(async () => {
    await Promise.all([this.rows.reload(), this.#loadCounts()]);
  });

  constructor(core: WindowCore, edits: EditsController) {
    super(core);
    this.#edits = edits;
    this.rows = new GridRows(
      {
        list: (query) => this.api.catalogue.list(query),
        samples: (ids, by) => this.api.catalogue.samples({ ids, by }),
      },
      (error) => this.notices.report(error),
      (sample) => withUnsaved(sample, edits.unsaved, this.#classes),
    );
    this.selection = new Selection(() => this.rows.total);
    this.tile = $derived(this.rows.at(this.selection.cursor));
  }

  get surveys(): readonly SurveySummary[] {
    return this.#surveys;
  }

  get classes(): readonly ClassSummary[] {
    return this.#classes;
  }

  /** Samples in use that have no class. */
  get unlabelled(): number {
    const sum = (list: readonly { samples: number }[]): number =>
      list.reduce((total, { samples }) => total + samples, 0);
    return sum(this.#surveys) - sum(this.#classes);
  }

  get query(): GridQuery {
    return this.#query;
  }

  get filter(): SampleFilter {
    return this.#query.filter;
  }

  get enlarged(): boolean {
    return this.#enlarged;
  }

  /** The survey that new samples belong to: the one that is shown, or the one of the sample under the cursor. */
  get surveyForNew(): number | undefined {
    return this.filter.survey ?? this.tile?.sample.survey ?? this.#surveys[0]?.id;
  }

  /** Index of the shown angle among the enlarged sample's photos. */
  get angle(): number {
    return Math.min(this.#angle, Math.max(0, (this.tile?.sample.photos.length ?? 1) - 1));
  }

  /** Whether the lab has been asked: an empty list before that says nothing. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Asks for other samples, from the top. */
  async show(change: Partial<GridQuery>): Promise<void> {
    this.#query = { ...this.#query, ...change };
    this.#enlarged = false;
    await this.rows.list(this.#query);
    this.select(0);
  }

  /** Changes parts of the filter; undefined takes a part away. */
  async filterBy(change: { [K in keyof SampleFilter]?: SampleFilter[K] | undefined }): Promise<void> {
    const merged = Object.entries({ ...this.filter, ...change }).filter(([, value]) => value !== undefined);
    await this.show({ filter: Object.fromEntries(merged) });
  }

  select(position: number, extend = false): void {
    this.selection.goTo(position, extend);
    this.#lookAtCursor();
  }

  /** Walks the grid, by whole rows or one by one. */
  move(by: number, extend = false): void {
    this.selection.move(by, extend);
    this.#lookAtCursor();
  }

  enlarge(position = this.selection.cursor): void {
    if (this.rows.total === 0) return;
    this.select(position);
    this.#enlarged = true;
  }

  reduce(): void {
    this.#enlarged = false;
  }

  /** Walks the angles of the enlarged sample and stops at both ends. */
  turn(by: number): void {
    this.showAngle(this.angle + by);
  }

  showAngle(angle: number): void {
    const last = Math.max(0, (this.tile?.sample.photos.length ?? 1) - 1);
    this.#angle = Math.min(last, Math.max(0, angle));
  }

  /** The class that a digit gives; null for 0, undefined for a digit that none has. */
  classOfKey(digit: number): number | null | undefined {
    if (digit === 0) return null;
    return this.#classes.find(({ id }) => this.keys.get(id) === digit)?.id;
  }

  /**
   * Gives all that is selected a class; null takes it away. A single sample is done with then, so the cursor goes on to the
   * next.
   */
  async label(chosen: number | null | undefined): Promise<void> {
    if (chosen === undefined || this.selection.size === 0) return;
    const single = this.selection.size === 1 && !this.#enlarged;
    const edited = this.writeSelected('class', chosen);
    if (single) this.move(1);
    await edited;
  }

  /** Adds a class and gives it to all that is selected. @returns whether it was added. */
  async addClass(name: string): Promise<boolean> {
    // What is selected when it is asked for: the class may take its time to be made.
    const samples = this.selectedIds();
    const { by } = this.#query;
    const added = await this.#edits.make((edits) => edits.addClass({ name }));
    if (added === undefined) return false;
    if (samples.length > 0)
      await this.#edits.did((edits) => edits.editSamples({ samples, by, set: { class: added.class } }));
    return true;
  }

  /**
   * Writes over a field of all that is selected, in one step. Where the link to the lab is lost, it is saved when that is
   * there again.
   *
   * @returns false where the lab has refused it, or nobody keeps it since too much is selected.
   */
  async writeSelected(field: WrittenField, value: FieldValue): Promise<boolean> {
    const writing = this.writingOf(field, value);
    if (writing !== undefined) return (await this.#edits.unsaved.write(writing)) !== 'refused';
    const [samples, { by }] = [this.selectedIds(), this.#query];
    return this.#edits.did((edits) => edits.editSamples({ samples, by, set: { [field]: value } }));
  }

  /** The same, not yet written; undefined where not all that is selected is known, as it is where that is very much. */
  writingOf(field: WrittenField, value: FieldValue): Writing | undefined {
    const known = this.selectedRows();
    return known === undefined || known.length === 0
      ? undefined
      : sampleWriting(this.api, known, field, value);
  }

  /** The samples that are selected; undefined where there are too many, or not all of them are loaded. */
  selectedRows(): readonly SampleRow[] | undefined {
    if (this.rows.total === 0) return [];
    const positions = this.selection.positions();
    if (positions.length > comparedSamples) return undefined;
    const samples = positions.flatMap((position) => this.rows.at(position)?.sample ?? []);
    if (samples.length < positions.length) return undefined;
    // By photo, several tiles may be of one sample; they come one after another.
    return samples.filter(({ id }, index) => samples[index - 1]?.id !== id);
  }

  /** Whether something that was written of a sample is not saved. */
  isUnsaved(sample: SampleId | undefined): boolean {
    const { unsaved } = this.#edits;
    return sample !== undefined && unsaved.count > 0 && hasUnsaved(unsaved, sample);
  }

  /** Moves what is selected to the bin: samples, or photos where the grid goes by photo. */
  async removeSelected(): Promise<void> {
    const ids = this.selectedIds();
    if (ids.length === 0) return;
    const { by } = this.#query;
    this.reduce();
    await this.#edits.tell(
      (edits) =>
        by === 'sample' ? edits.removeSamples({ samples: ids }) : edits.removePhotos({ photos: ids }),
      catalogueStrings.inBin(ids.length, by),
    );
  }

  /** Adds a sample to the survey that is shown, or to the one of the sample under the cursor, and goes to it. */
  async addSample(): Promise<void> {
    const survey = this.surveyForNew;
    if (survey === undefined) {
      this.notices.tell(catalogueStrings.chooseSurveyFirst);
      return;
    }
    const added = await this.#edits.make((edits) => edits.addSamples({ survey }));
    const [sample] = added?.samples ?? [];
    if (sample === undefined) return;
    await this.show({ filter: { survey }, by: 'sample', sort: 'number' });
    this.select(this.rows.ids.indexOf(sample));
  }

  /** Puts a survey with everything in it into the bin. */
  async removeSurvey(survey: SurveySummary): Promise<void> {
    const removed = await this.#edits.tell(
      (edits) => edits.removeSurvey({ survey: survey.id }),
      catalogueStrings.surveyInBin(survey.name),
    );
    if (removed && this.filter.survey === survey.id) await this.show({ filter: {} });
  }

  async turnPhoto(by: PhotoTurn): Promise<void> {
    const photo = this.#shownPhoto();
    if (photo !== undefined) await this.#edits.make((edits) => edits.turnPhotos({ photos: [photo], by }));
  }

  /** Moves the shown photo in its sample's order. */
  async shiftPhoto(by: -1 | 1): Promise<void> {
    await this.placePhoto(this.angle, this.angle + by);
  }

  /** Moves a photo of the sample under the cursor from one place in its order to another. */
  async placePhoto(from: number, to: number): Promise<void> {
    const sample = this.tile?.sample;
    const photos = sample?.photos.map(({ id }) => id) ?? [];
    const moved = photos[from];
    if (sample === undefined || moved === undefined || photos[to] === undefined) return;
    photos.splice(from, 1);
    photos.splice(to, 0, moved);
    await this.#edits.make((edits) => edits.placePhotos({ sample: sample.id, photos }));
    this.showAngle(to);
  }

  async scalePhotos(photos: number[], scale: { umPerPixel: number; source: ScaleSource }): Promise<boolean> {
    return this.#edits.did((edits) => edits.scalePhotos({ photos, scale }));
  }

  /**
   * Moves the shown photo to the sample of that number, of the same survey rather than of another.
   *
   * @returns whether it was moved.
   */
  async movePhoto(number: string): Promise<boolean> {
    const photo = this.#shownPhoto();
    const survey = this.tile?.sample.survey;
    const wanted = number.trim();
    if (photo === undefined || wanted === '') return false;
    const found = await this.notices.guard(async () => {
      const ids = await this.api.catalogue.list({ filter: { text: wanted } });
      const samples = await this.api.catalogue.samples({ ids: [...ids.subarray(0, 500)] });
      return samples.filter((sample) => sample.number.toLowerCase() === wanted.toLowerCase());
    });
    const target = found?.find((sample) => sample.survey === survey) ?? found?.[0];
    if (found === undefined) return false;
    if (target === undefined) {
      this.notices.tell(catalogueStrings.noSuchSample(wanted));
      return false;
    }
    // Behind the photos that are there.
    const photos = [...target.photos.map(({ id }) => id), photo];
    return this.#edits.did((edits) => edits.placePhotos({ sample: target.id, photos }));
  }

  /** Moves the shown photo to the bin. */
  async removePhoto(): Promise<void> {
    const photo = this.#shownPhoto();
    if (photo === undefined) return;
    await this.#edits.tell(
      (edits) => edits.removePhotos({ photos: [photo] }),
      catalogueStrings.inBin(1, 'photo'),
    );
  }

  /** The ids of what is selected: samples, or photos where the grid goes by photo. */
  selectedIds(): number[] {
    return this.selection.positions().flatMap((position) => this.rows.ids[position] ?? []);
  }

  /** The ids of the samples that are selected, or whose photos are. */
  async selectedSamples(): Promise<SampleId[]> {
    const ids = this.selectedIds();
    if (this.#query.by === 'sample') return ids as SampleId[];
    const rows = await this.notices.guard(() => this.api.catalogue.samples({ ids, by: 'photo' }));
    return (rows ?? []).map(({ id }) => id);
  }

  override reset(): void {
    this.#surveys = [];
    this.#classes = [];
    this.#query = gridQuerySchema.parse({});
    this.#enlarged = false;
    this.#loaded = false;
    this.rows.clear();
    this.selection.goTo(0);
  }

  #shownPhoto(): number | undefined {
    return this.tile?.sample.photos[this.angle]?.id;
  }

  #lookAtCursor(): void {
    const { cursor } = this.selection;
    const { sample, photo } = this.rows.at(cursor) ?? {};
    this.#angle = Math.max(0, sample?.photos.findIndex(({ id }) => id === photo?.id) ?? 0);
    void this.rows.need(cursor, cursor);
  }

  /** Lists again, with the same things selected, and the cursor on the same thing, where they are still there. */
  async #listKeepingPlace(): Promise<void> {
    await this.rows.list(this.#query, (before) => {
      const { ids } = this.rows;
      if (before.length === ids.length && before.every((id, place) => id === ids[place])) return;
      this.selection.follow(before, ids);
    });
  }

  async #loadCounts(): Promise<void> {
    [this.#surveys, this.#classes] = await Promise.all([
      this.api.catalogue.surveys(),
      this.api.catalogue.classes(),
    ]);
  }
}
