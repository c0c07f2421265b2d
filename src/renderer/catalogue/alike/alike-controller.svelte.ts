import type { SampleRow } from '#shared/domain/sample.ts';
import type { SampleFilter } from '#shared/domain/grid.ts';
import { type ClusterTree, type Clustering, type ClusteredKind } from '#shared/review/cluster-tree.ts';
import { Clusters } from '#shared/review/clusters.ts';
import { Controller, type Upon, type WindowCore } from '../../lib/controller.ts';
import { refresher } from '../../lib/refresher.ts';
import type { EditsController } from '../../shell/edits/edits-controller.svelte.ts';
import type { JobsController } from '../../shell/jobs/jobs-controller.svelte.ts';
import type { CatalogueController } from '../catalogue-controller.svelte.ts';
import { type Rows, classCounts, flipped, idSet, noRows, rowsWith } from './id-sets.ts';

/** Samples that are labelled together: groups of the tree, or what was taken out of clusters. */
interface Cluster {
  readonly groups: readonly number[];
  readonly samples: readonly number[];
}

/** What was given a class in one step, and the clusters before it. */
interface Said {
  readonly samples: readonly number[];
  readonly clusters: readonly Cluster[];
  readonly place: number;
}

/** Clusters of samples that look alike, one after another: what is chosen of each gets a class with one key. */
export class AlikeController extends Controller {
  override readonly upon: Upon = {
    catalogue: () => this.refresh(),
    details: () => this.refresh(),
    review: () => this.#look(),
  };
  readonly #edits: EditsController;
  readonly #jobs: JobsController;
  readonly #catalogue: CatalogueController;
  #isOpen = $state(false);
  #kind = $state<ClusteredKind>('unlabelled');
  /** Undefined until the lab was asked; null where samples were never sorted. */
  #tree = $state.raw<ClusterTree | null>();
  #clusters = $state.raw<readonly Cluster[]>([]);
  #place = $state(0);
  #cursor = $state(0);
  /** Samples that wait for a class or a review. */
  #open = $state.raw(idSet());
  #takenOut = $state.raw(idSet());
  #rows = $state.raw<Rows>(noRows);
  /** What was said of which samples since the clusters were opened, the last one last. */
  #said = $state.raw<readonly Said[]>([]);
  #underWay = 0;
  readonly #reload = refresher(() => this.#loadOpen());

  readonly #groups = $derived(this.#tree ? new Clusters(this.#tree) : undefined);
  /** Samples of the cluster that is looked at which wait, like ones beside each other. */
  readonly members = $derived(
    (this.#clusters[this.#place]?.samples ?? []).filter((id) => this.#open.has(id)),
  );
  /** Those of them that get the class. */
  readonly chosen = $derived(this.members.filter((id) => !this.#takenOut.has(id)));

  constructor(
    core: WindowCore,
    edits: EditsController,
    jobs: JobsController,
    catalogue: CatalogueController,
  ) {
    super(core);
    this.#edits = edits;
    this.#jobs = jobs;
    this.#catalogue = catalogue;
  }

  get kind(): ClusteredKind {
    return this.#kind;
  }

  /** Whether samples have been sorted; undefined while nobody knows. */
  get isSorted(): boolean | undefined {
    return this.#tree === undefined ? undefined : this.#tree !== null;
  }

  /** The job that sorts. */
  get sorting(): ReturnType<JobsController['active']> {
    return this.#jobs.active('cluster');
  }

  /** Samples that wait. */
  get left(): number {
    return this.#open.size;
  }

  /** Samples that wait and are in no cluster: they came after the sorting. */
  readonly unsorted = $derived(
    this.#open.size - (this.#tree?.samples ?? []).filter((id) => this.#open.has(id)).length,
  );

  /** Place of the cluster among those that wait, from 1, and how many these are. */
  readonly clustersLeft = $derived(
    this.#clusters.filter(({ samples }) => samples.some((id) => this.#open.has(id))).length,
  );

  /** Samples that were given a class here. */
  get done(): number {
    return this.#said.reduce((sum, { samples }) => sum + samples.length, 0);
  }

  get cursor(): number {
    return Math.min(this.#cursor, Math.max(0, this.members.length - 1));
  }

  get canSplit(): boolean {
    return this.#parts(this.#clusters[this.#place]).length > 1;
  }

  get canJoin(): boolean {
    return this.#next(this.#place) !== undefined;
  }

  row(sample: number): SampleRow | undefined {
    return this.#rows.get(sample);
  }

  isChosen(sample: number): boolean {
    return !this.#takenOut.has(sample);
  }

  /** How many of the cluster have which class, the most first; null is none. */
  readonly classes = $derived(classCounts(this.members, this.#rows));

  /** Rows of the cluster after this one, for their pictures to be fetched. */
  readonly following = $derived.by(() => {
    const next = this.#next(this.#place);
    return (next === undefined ? [] : (this.#clusters[next]?.samples ?? [])).flatMap(
      (id) => this.#rows.get(id) ?? [],
    );
  });

  /** Opens the clusters; sorts the samples where that was never done. */
  async start(kind: ClusteredKind = this.#kind): Promise<void> {
    this.#forget();
    this.#isOpen = true;
    this.#kind = kind;
    await this.notices.guard(async () => {
      await this.#reload();
      await this.#look();
    });
    if (this.#tree === null && this.left > 0) await this.sort();
  }

  close(): void {
    this.#isOpen = false;
  }

  /** Sorts what waits now, as a job. */
  async sort(): Promise<void> {
    if (this.sorting !== undefined) return;
    await this.notices.guard(() => this.api.review.cluster(this.#asked()));
  }

  async refresh(): Promise<void> {
    if (this.#isOpen) await this.notices.guard(this.#reload);
  }

  /** Takes a sample out of its cluster, or back into it, before the others get a class. */
  flip(sample: number | undefined): void {
    if (sample === undefined) return;
    this.#takenOut = flipped(this.#takenOut, sample);
  }

  moveTo(place: number): void {
    this.#cursor = Math.max(0, Math.min(place, this.members.length - 1));
  }

  /**
   * Gives what is chosen a class, in one step, and goes on to the next cluster. What was taken out comes up again at the end.
   *
   * @param classId null: it cannot be told; of samples without a class that says nothing.
   */
  async say(classId: number | null | undefined): Promise<void> {
    const { chosen, members } = this;
    if (classId === undefined || chosen.length === 0) return;
    if (classId === null && this.#kind === 'unlabelled') {
      this.move(1);
      return;
    }
    const left = members.filter((id) => !chosen.includes(id));
    const said = { samples: chosen, clusters: this.#clusters, place: this.#place };
    if (left.length > 0)
      this.#clusters = [
        ...this.#clusters.with(this.#place, { groups: [], samples: chosen }),
        { groups: [], samples: left },
      ];
    this.#open = idSet([...this.#open].filter((id) => !chosen.includes(id)));
    this.#said = [...this.#said, said];
    this.#goTo(this.#next(this.#place) ?? this.#first());
    this.#underWay += 1;
    const samples = chosen as SampleRow['id'][];
    const taken = await this.#edits.did((edits) =>
      this.#kind === 'unlabelled'
        ? edits.editSamples({ samples, set: { class: classId } })
        : edits.review({ samples, class: classId }),
    );
    this.#underWay -= 1;
    if (!taken) this.#said = this.#said.filter((one) => one !== said);
    await this.refresh();
  }

  /** Walks the clusters that wait, round and round. */
  move(by: 1 | -1): void {
    const next = by === 1 ? (this.#next(this.#place) ?? this.#first()) : this.#before(this.#place);
    if (next !== undefined) this.#goTo(next);
  }

  /** Puts the parts of which the cluster was joined in its place. */
  split(): void {
    const parts = this.#parts(this.#clusters[this.#place]);
    if (parts.length < 2) return;
    this.#clusters = this.#clusters.toSpliced(this.#place, 1, ...parts);
    this.#goTo(this.#place);
  }

  /** Joins the cluster with the next that waits. */
  join(): void {
    const next = this.#next(this.#place);
    const [one, other] = [this.#clusters[this.#place], this.#clusters[next ?? -1]];
    if (one === undefined || other === undefined || next === undefined) return;
    const joined = {
      groups: [...one.groups, ...other.groups],
      samples: [...one.samples, ...other.samples],
    };
    this.#clusters = this.#clusters.toSpliced(next, 1).with(this.#place, joined);
    this.#goTo(this.#place);
  }

  override reset(): void {
    this.close();
    this.#forget();
    this.#kind = 'unlabelled';
  }

  #forget(): void {
    this.#tree = undefined;
    this.#clusters = [];
    this.#open = idSet();
    this.#rows = noRows;
    this.#said = [];
    this.#goTo(0);
  }

  #asked(): Clustering {
    const { survey } = this.#catalogue.filter;
    return { of: this.#kind, ...(survey !== undefined && { survey }) };
  }

  /** The parts of a cluster that hold samples that wait: its groups, or those that its one group was joined of. */
  #parts(cluster: Cluster | undefined): Cluster[] {
    const groups = this.#groups;
    if (cluster === undefined || groups === undefined) return [];
    let parts = cluster.groups;
    for (;;) {
      const waiting = parts
        .map((group) => ({ groups: [group], samples: groups.samplesOf(group) }))
        .filter(({ samples }) => samples.some((id) => this.#open.has(id)));
      const [only, ...others] = waiting;
      const split = only === undefined || others.length > 0 ? undefined : groups.split(only.groups[0] ?? 0);
      if (split === undefined) return waiting;
      parts = split;
    }
  }

  /** Takes in the clusters that the lab has, where they are other ones. */
  async #look(): Promise<void> {
    if (!this.#isOpen) return;
    const tree = await this.notices.guard(() => this.api.review.clusters(this.#asked()));
    if (tree === undefined || JSON.stringify(tree) === JSON.stringify(this.#tree)) return;
    this.#tree = tree;
    const groups = this.#groups;
    this.#clusters =
      groups === undefined
        ? []
        : groups.cut().map((group) => ({ groups: [group], samples: groups.samplesOf(group) }));
    this.#goTo(this.#first() ?? 0);
  }

  async #loadOpen(): Promise<void> {
    const { survey } = this.#catalogue.filter;
    const scope: SampleFilter = { withPhotos: true, ...(survey !== undefined && { survey }) };
    const [waiting, unlabelled] = await Promise.all([
      this.#kind === 'labelled' ? this.api.catalogue.list({ filter: { ...scope, review: 'open' } }) : [],
      this.api.catalogue.list({ filter: { ...scope, class: null } }),
    ]);
    if (this.#underWay > 0) return;
    const without = idSet(unlabelled);
    this.#open = this.#kind === 'unlabelled' ? without : idSet([...waiting].filter((id) => !without.has(id)));
    this.#takeBack();
    await this.#fetchRows(true);
  }

  /** Whose classes were taken back by an undo are looked at again. */
  #takeBack(): void {
    const last = this.#said.at(-1);
    if (last?.samples.some((id) => this.#open.has(id)) !== true) return;
    this.#said = this.#said.slice(0, -1);
    this.#clusters = last.clusters;
    this.#goTo(last.place);
  }

  #goTo(place: number | undefined): void {
    this.#place = place ?? this.#place;
    this.#cursor = 0;
    this.#takenOut = idSet();
    void this.#fetchRows();
  }

  #waits(place: number): boolean {
    return this.#clusters[place]?.samples.some((id) => this.#open.has(id)) === true;
  }

  #first(): number | undefined {
    const place = this.#clusters.findIndex((_, index) => this.#waits(index));
    return place === -1 ? undefined : place;
  }

  #next(from: number): number | undefined {
    const place = this.#clusters.findIndex((_, index) => index > from && this.#waits(index));
    return place === -1 ? undefined : place;
  }

  #before(from: number): number | undefined {
    const place = this.#clusters.findLastIndex((_, index) => index < from && this.#waits(index));
    return place === -1 ? undefined : place;
  }

  /** @param anew also those that are there: something about them may be different. */
  async #fetchRows(anew = false): Promise<void> {
    const places = [this.#place, this.#next(this.#place) ?? this.#place];
    const wanted = idSet(places.flatMap((place) => this.#clusters[place]?.samples ?? []));
    const ids = [...wanted].filter((id) => anew || !this.#rows.has(id));
    if (ids.length === 0) return;
    const rows = await this.notices.guard(() => this.api.catalogue.samples({ ids: ids.slice(0, 2000) }));
    if (rows === undefined) return;
    this.#rows = rowsWith(this.#rows, rows, wanted);
  }
}
