import { folderAround } from '#shared/imports/file-names.ts';
import type { SkippedFile } from '#shared/domain/import.ts';
import { batchesOf } from '#shared/learning/prediction/batches.ts';
import type { VerdictFormat } from '#shared/learning/prediction/verdict-table.ts';
import type { Progress } from '#shared/progress.ts';
import { ProgressMeter } from '#shared/progress-meter.ts';
import { Selection } from '../../catalogue/grid/selection.svelte.ts';
import type { Api } from '../../lib/api.ts';
import { Controller, type Outside, type WindowCore } from '../../lib/controller.ts';
import { FilePictures } from '../../lib/file-pictures.svelte.ts';
import {
  type Angling,
  type Counted,
  type Order,
  type PhotoThing,
  answered,
  inOrderOf,
  keyOf,
  kindOf,
  type Said,
  labelToKeep,
  nothingSaid,
  saying,
  tallyOf,
} from './photo-thing.ts';
import { photosStrings as words } from './strings.ts';

type Found = Awaited<ReturnType<Api['bench']['photosIn']>>;

/** Photos that are asked about at once: under a second's work, so that the first verdicts are there soon. */
const atOnce = 12;

/** Photo files, what a model says of them, what a person says after it, and what becomes of that. */
export class PhotoVerdicts extends Controller {
  readonly thumbnails: FilePictures;
  readonly pictures: FilePictures;
  readonly selection: Selection;
  readonly #pathsOf: Outside['pathsOf'];
  #paths = $state.raw<readonly string[]>([]);
  #found = $state.raw<Found>();
  #things = $state.raw<readonly PhotoThing[]>([]);
  #progress = $state.raw<Progress>();
  #angling = $state<Angling>('grouped');
  #order = $state<Order>('least-sure');
  /** The one kind that is shown; undefined: all. */
  #kind = $state<string>();
  /** What the person says, by a thing's first file. */
  #said = $state.raw<Said>(nothingSaid);
  #model: number | undefined;
  /** Rises with every question: the answers to an older one are thrown away. */
  #question = 0;
  #isShown = $state(false);
  view = $state<'grid' | 'table'>('grid');
  enlarged = $state(false);
  keeping = $state(false);

  /** What is on the screen, in its order. */
  readonly shown: readonly PhotoThing[] = $derived(this.#ordered());
  readonly tally: readonly Counted[] = $derived(tallyOf(this.#things, (thing) => this.labelOf(thing)));

  constructor(core: WindowCore) {
    super(core);
    this.#pathsOf = core.outside.pathsOf;
    this.thumbnails = new FilePictures(core.api);
    this.pictures = new FilePictures(core.api, { size: 'preview', most: 24 });
    this.selection = new Selection(() => this.shown.length);
  }

  get things(): readonly PhotoThing[] {
    return this.#things;
  }

  /** The one under the cursor. */
  get current(): PhotoThing | undefined {
    return this.shown[this.selection.cursor];
  }

  get progress(): Progress | undefined {
    return this.#progress;
  }

  /** Files that are no photos. */
  get skipped(): readonly SkippedFile[] {
    return this.#found?.skipped ?? [];
  }

  /** The folder that all photos are in. */
  get directory(): string {
    return folderAround(this.#found?.files ?? []);
  }

  get angling(): Angling {
    return this.#angling;
  }

  get order(): Order {
    return this.#order;
  }

  get kind(): string | undefined {
    return this.#kind;
  }

  /** Whether it has the room, so that keys are meant for it. */
  get isShown(): boolean {
    return this.#isShown && this.#things.length > 0 && !this.keeping;
  }

  /** @returns the function that says that it is shown no longer. */
  show(): () => void {
    this.#isShown = true;
    return () => (this.#isShown = false);
  }

  /** What the person says a thing is. */
  labelOf({ files: [file = ''] }: PhotoThing): string | undefined {
    return this.#said.get(file);
  }

  async chooseFiles(): Promise<void> {
    const files = await this.notices.guard(() => this.api.shell.choosePhotos({ title: words.chooseTitle }));
    if (files !== undefined && files.length > 0) await this.look(files);
  }

  async chooseFolder(): Promise<void> {
    const folder = await this.notices.guard(() => this.api.shell.chooseFolder({ title: words.folderTitle }));
    if (typeof folder === 'string') await this.look([folder]);
  }

  /** Looks at files and folders that were dropped. */
  async drop(files: readonly File[]): Promise<void> {
    const paths = await this.notices.guard(() => this.#pathsOf(files));
    const there = paths?.filter((path) => path !== '') ?? [];
    if (there.length === 0) this.notices.tell(words.noPaths);
    else await this.look(there);
  }

  /** Asks about the photos that files and folders mean. */
  async look(paths: readonly string[]): Promise<void> {
    this.#paths = paths;
    this.#said = nothingSaid;
    this.#forget();
    await this.#ask();
  }

  async setAngling(angling: Angling): Promise<void> {
    this.#angling = angling;
    this.#said = nothingSaid;
    this.#forget();
    await this.#ask();
  }

  /** Asks a model; the same photos are asked about anew where it is another one. */
  async useModel(model: number): Promise<void> {
    if (this.#model === model) return;
    this.#model = model;
    await this.#ask();
  }

  /** What has been answered stays. */
  stop(): void {
    this.#question += 1;
    this.#progress = undefined;
  }

  /** Goes on where it was stopped. */
  async goOn(): Promise<void> {
    await this.#classify(this.#things.findIndex(({ verdict }) => verdict === undefined));
  }

  get isStopped(): boolean {
    return this.#progress === undefined && this.#things.some(({ verdict }) => verdict === undefined);
  }

  sort(order: Order): void {
    this.#order = order;
    this.selection.goTo(0);
  }

  /** Shows one kind alone; the same again, or undefined, shows all. */
  filter(kind: string | undefined): void {
    this.#kind = kind === this.#kind ? undefined : kind;
    this.selection.goTo(0);
  }

  /** Says what all that is selected is; null takes that back. A single one is done with then, so the cursor goes on. */
  say(name: string | null): void {
    const things = this.selection.positions().flatMap((position) => this.shown[position] ?? []);
    const [first] = things;
    const files = things.flatMap((thing) => (thing.verdict ? (thing.files[0] ?? []) : []));
    this.#said = saying(this.#said, files, name);
    if (things.length !== 1 || name === null) return;
    // It may have left the list, or its place in it; then the next one has come to where it was.
    const isThere = this.shown[this.selection.cursor] === first;
    this.selection.goTo(this.selection.cursor + (isThere ? 1 : 0));
  }

  /** Agrees with what the model says of all that is selected. */
  agree(): void {
    const { verdict } = this.current ?? {};
    if (verdict?.outcome === 'class') this.say(verdict.class);
  }

  /** Writes what is shown as a table into a folder that the person chooses. */
  async save(format: VerdictFormat): Promise<void> {
    await this.notices.guard(async () => {
      const directory = await this.api.shell.chooseFolder({ title: words.saveTitle });
      if (directory === null) return;
      const rows = this.shown.map((thing) => ({
        files: [...thing.files],
        verdict: thing.verdict ?? null,
        label: this.labelOf(thing) ?? null,
        reason: thing.verdict ? null : (thing.unread[0]?.reason ?? words.notLooked),
      }));
      const { file } = await this.api.bench.saveVerdicts({ directory, format, rows });
      this.tellWritten(words.saved(rows.length, file), file);
    });
  }

  /**
   * Imports the photos as they are grouped here, with the person's labels and the model's verdicts.
   *
   * @param trust whether a class that the model names is the label where the person says nothing.
   * @returns the job; undefined where it was refused.
   */
  async keep(survey: string, trust: boolean): Promise<number | undefined> {
    const found = this.#found;
    if (found === undefined) return undefined;
    const { directory } = this;
    const kept = this.#things.filter(({ verdict }) => verdict);
    const inFolder = (file: string): string =>
      file.slice(directory.length).replaceAll('\\', '/').replace(/^\//, '');
    const labels = kept.flatMap((thing) => {
      const label = labelToKeep(thing, (one) => this.labelOf(one), trust);
      return thing.files.map((file) => [inFolder(file), label] as const);
    });
    const verdicts = kept.flatMap(({ files, verdict }) =>
      typeof verdict?.id === 'number' ? files.map((file) => [inFolder(file), verdict.id ?? 0] as const) : [],
    );
    const started = await this.notices.guard(() =>
      this.api.catalogue.import({
        directory,
        // All of them, so that the import groups them as they are grouped here; it leaves out itself what cannot be read.
        files: [...found.files],
        survey,
        ...this.#importAs(found),
        labels: Object.fromEntries(labels),
        verdicts: Object.fromEntries(verdicts),
      }),
    );
    if (started !== undefined) this.keeping = false;
    return started?.job;
  }

  override reset(): void {
    this.#forget();
    this.#said = nothingSaid;
    this.#paths = [];
    this.#model = undefined;
  }

  #importAs({ importAs, files }: Found): Found['importAs'] {
    return this.#angling === 'together'
      ? { layout: 'flat', grouping: { by: 'count', photos: files.length } }
      : importAs;
  }

  #ordered(): readonly PhotoThing[] {
    const label = (thing: PhotoThing): string | undefined => this.labelOf(thing);
    const kind = this.#kind;
    const of =
      kind === undefined
        ? this.#things
        : this.#things.filter((thing) => keyOf(kindOf(thing, label)) === kind);
    return inOrderOf(of, this.#order, label);
  }

  #forget(): void {
    this.stop();
    this.#found = undefined;
    this.#things = [];
    this.#kind = undefined;
    this.keeping = false;
    this.enlarged = false;
    this.selection.goTo(0);
    this.thumbnails.clear();
    this.pictures.clear();
  }

  async #ask(): Promise<void> {
    if (this.#paths.length === 0 || this.#model === undefined) return;
    const question = (this.#question += 1);
    const grouped = this.#angling === 'grouped';
    this.#progress = new ProgressMeter().update({ ...this.#phase, done: 0, total: 0 }, 0);
    const found = await this.notices.guard(() =>
      this.api.bench.photosIn({ paths: [...this.#paths], grouped }),
    );
    if (question !== this.#question) return;
    this.#progress = undefined;
    if (found === undefined) return;
    if (found.files.length === 0) this.notices.tell(words.noPhotos);
    const angles =
      this.#angling === 'together' && found.files.length > 0 ? [found.files.length] : found.angles;
    this.#found = { ...found, angles };
    let next = 0;
    this.#take(
      angles.map((count) => ({
        files: found.files.slice(next, (next += count)),
        verdict: undefined,
        unread: [],
      })),
    );
    if (angles.length > 0) await this.#classify(0);
  }

  /** Takes things in, whose order may be another: what the person has chosen stays chosen; who has not stays at the top. */
  #take(things: readonly PhotoThing[]): void {
    const firstFiles = (): (string | undefined)[] => this.shown.map(({ files: [file] }) => file);
    const before = firstFiles();
    this.#things = things;
    if (this.selection.cursor === 0 && this.selection.size === 1) return;
    this.selection.follow(before, firstFiles());
  }

  readonly #phase = { phase: words.working, unit: 'photos' };

  async #classify(from: number): Promise<void> {
    const things = this.#things.slice(Math.max(0, from));
    const question = (this.#question += 1);
    const model = this.#model;
    const files = things.flatMap((thing) => thing.files);
    const meter = new ProgressMeter();
    let at = Math.max(0, from);
    const tell = (done: number): void => {
      const report = { ...this.#phase, done, total: files.length };
      this.#progress = meter.update(report, performance.now());
    };
    tell(0);
    for (const { files: some, angles, done } of batchesOf(
      files,
      things.map((one) => one.files.length),
      atOnce,
    )) {
      const answer = await this.notices.guard(() =>
        this.api.bench.classify({
          files: [...some],
          angles: [...angles],
          ...(model !== undefined && { model }),
        }),
      );
      if (question !== this.#question) return;
      if (answer === undefined) break;
      this.#take(answered(this.#things, at, angles.length, answer));
      at += angles.length;
      tell(done);
    }
    this.#progress = undefined;
  }
}
