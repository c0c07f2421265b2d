import type { PhotoId, SampleId } from '#shared/domain/ids.ts';
import type { SampleRow } from '#shared/domain/sample.ts';
import type { FieldValue } from '#shared/fields/field.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';
import type { EditsController } from '../../shell/edits/edits-controller.svelte.ts';
import { editsStrings } from '../../shell/edits/strings.ts';
import type { CatalogueController, SamplePatch } from '../catalogue-controller.svelte.ts';
import { type Difference, type MergeField, differences, valueOf } from './merge.ts';
import { PhotoDrag } from './photo-drag.svelte.ts';
import { regroupStrings as words } from './strings.ts';

/** Which photos are of which sample: moving, splitting, merging. */
export class RegroupController extends Controller {
  readonly #edits: EditsController;
  readonly #catalogue: CatalogueController;
  readonly drag = new PhotoDrag();
  /** The samples that shall become one, while it is asked what holds. */
  #merging = $state.raw<readonly SampleRow[]>();
  #kept = $state<number>();
  /** What was said to hold. */
  #said = $state<Partial<Record<MergeField, FieldValue>>>({});

  constructor(core: WindowCore, edits: EditsController, catalogue: CatalogueController) {
    super(core);
    this.#edits = edits;
    this.#catalogue = catalogue;
  }

  get merging(): readonly SampleRow[] | undefined {
    return this.#merging;
  }

  /** The sample that keeps its number. */
  get kept(): SampleRow | undefined {
    return this.#merging?.find(({ id }) => id === this.#kept);
  }

  get differences(): readonly Difference[] {
    const { kept } = this;
    return kept === undefined ? [] : differences(this.#merging ?? [], kept);
  }

  /** What will hold of a field in which they differ. */
  holds({ field, holds }: Difference): FieldValue {
    const said = this.#said[field];
    return said === undefined ? holds : said;
  }

  keep(sample: number): void {
    this.#kept = sample;
  }

  say(field: MergeField, value: FieldValue): void {
    this.#said[field] = value;
  }

  /** The photos that a person means: those selected where the grid goes by photo, else the one that is looked at closely. */
  chosenPhotos(): PhotoId[] {
    const { query, enlarged, tile, angle } = this.#catalogue;
    if (enlarged) return tile?.sample.photos.slice(angle, angle + 1).map(({ id }) => id) ?? [];
    return query.by === 'photo' ? (this.#catalogue.selectedIds() as PhotoId[]) : [];
  }

  /** Moves photos to a sample, behind those that it has. */
  async move(photos: readonly PhotoId[], to: SampleRow): Promise<void> {
    const own = to.photos.map(({ id }) => id);
    const arriving = photos.filter((id) => !own.includes(id));
    if (arriving.length === 0) return;
    await this.#edits.tell(
      (edits) => edits.placePhotos({ sample: to.id, photos: [...own, ...arriving] }),
      words.moved(arriving.length, to.number),
    );
  }

  /** Makes a sample of photos. @param survey of the new sample; absent: that of the photos. */
  async split(photos: readonly PhotoId[] = this.chosenPhotos(), survey?: number): Promise<void> {
    if (photos.length === 0) {
      this.notices.tell(words.choosePhotos);
      return;
    }
    const made = await this.#edits.make((edits) =>
      edits.splitSample({ photos: [...photos], ...(survey !== undefined && { survey }) }),
    );
    if (made === undefined) return;
    this.notices.tell(words.split(photos.length, made.number), {
      label: editsStrings.undo,
      run: () => void this.#edits.undo(),
    });
  }

  /** Asks what shall hold when the selected samples become one. */
  async startMerge(): Promise<void> {
    await this.mergeOf(await this.#catalogue.selectedSamples());
  }

  /** Asks what shall hold when these samples become one; the first keeps its number unless another is chosen. */
  async mergeOf(ids: readonly SampleId[]): Promise<void> {
    const wanted = ids.filter((id, place) => ids.indexOf(id) === place);
    const rows = await this.notices.guard(() => this.api.catalogue.samples({ ids: wanted }));
    const samples = wanted.flatMap((id) => rows?.find((row) => row.id === id) ?? []);
    if (samples.length < 2) {
      this.notices.tell(words.selectSeveral);
      return;
    }
    this.#said = {};
    this.#kept = samples[0]?.id;
    this.#merging = samples;
  }

  /** Makes one sample of them, with what holds. */
  async merge(): Promise<void> {
    const { kept } = this;
    const samples = this.#merging ?? [];
    if (kept === undefined) return;
    const set = Object.fromEntries(
      this.differences.flatMap((difference) => {
        const value = this.holds(difference);
        return value === valueOf(kept, difference.field) ? [] : [[difference.field, value] as const];
      }),
    ) as SamplePatch;
    const merging = this.#merging;
    this.cancel();
    const from = samples.flatMap(({ id }) => (id === kept.id ? [] : [id]));
    const taken = await this.#edits.tell(
      (edits) => edits.mergeSamples({ into: kept.id, from, set }),
      words.merged(samples.length, kept.number),
    );
    // What was chosen is there still, for another try.
    if (!taken) this.#merging ??= merging;
  }

  cancel(): void {
    this.#merging = undefined;
  }

  /** What is dragged was dropped on a sample. */
  async dropOn(sample: SampleRow): Promise<void> {
    const { dragged } = this.drag;
    this.drag.end();
    if (dragged?.kind === 'photos') await this.move(dragged.photos, sample);
    else if (dragged !== undefined) await this.mergeOf([sample.id, ...dragged.of]);
  }

  /** Photos that are dragged were dropped on a survey: they become a sample of it. */
  async dropOnSurvey(survey: number): Promise<void> {
    const { dragged } = this.drag;
    this.drag.end();
    if (dragged?.kind === 'photos') await this.split(dragged.photos, survey);
  }

  override reset(): void {
    this.cancel();
    this.drag.end();
  }
}
