import type { ConflictKind, MergeChoice, MergeResult } from '#shared/domain/merge.ts';
import type { SurveySummary } from '#shared/domain/survey.ts';
import { type Job, resultOf } from '#shared/jobs/job.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';
import type { EditsController } from '../edits/edits-controller.svelte.ts';
import type { LabController } from '../lab/lab-controller.svelte.ts';
import { editsStrings } from '../edits/strings.ts';
import { mergeStrings as words } from './strings.ts';

/** Another lab that is brought in, looked at first; and the lab packed for others. */
export class MergeController extends Controller {
  readonly #lab: LabController;
  readonly #edits: EditsController;
  #source = $state<string>();
  #preview = $state.raw<MergeResult>();
  #classes = $state.raw<Readonly<Record<string, string>>>({});
  #choices = $state.raw<Readonly<Record<string, MergeChoice>>>({});
  #looking = $state(false);
  /** Looks that were asked for: the last one counts. */
  #asked = 0;

  constructor(core: WindowCore, lab: LabController, edits: EditsController) {
    super(core);
    this.#lab = lab;
    this.#edits = edits;
    core.untilDisposed(this.api.jobs.onChanged((job) => this.#tellOutcome(job)));
  }

  /** The lab that is looked at; undefined where none is. */
  get source(): string | undefined {
    return this.#source;
  }

  /** What it would come to with the choices of now; undefined until that is known. */
  get preview(): MergeResult | undefined {
    return this.#preview;
  }

  /** Whether what was decided last is not in the preview yet: of a large lab that takes a while. */
  get isLooking(): boolean {
    return this.#looking;
  }

  override reset(): void {
    this.#asked += 1;
    this.#looking = false;
    this.#source = undefined;
    this.#preview = undefined;
    this.#classes = {};
    this.#choices = {};
  }

  /** Asks for the folder of a lab, and looks at it. */
  async choose(): Promise<void> {
    await this.#look(await this.#lab.chooseFolder(words.chooseTitle, { where: 'there' }));
  }

  /** Asks for a packed lab, and looks at it. */
  async choosePacked(): Promise<void> {
    const title = words.choosePackedTitle;
    await this.#look(
      (await this.notices.guard(() => this.api.shell.choosePackedLab({ title }))) ?? undefined,
    );
  }

  /** Says what a class of the other lab is called here. */
  async nameClass(theirs: string, ours: string): Promise<void> {
    this.#classes = { ...this.#classes, [theirs]: ours };
    await this.#refresh();
  }

  /** Says what is done about a disagreement. */
  async decide(key: string, choice: MergeChoice): Promise<void> {
    this.#choices = { ...this.#choices, [key]: choice };
    await this.#refresh();
  }

  /** Says what is done about all disagreements of a kind, whatever was said of single ones. */
  async decideAll(kind: ConflictKind, choice: MergeChoice): Promise<void> {
    const others = Object.entries(this.#choices).filter(([key]) => !key.startsWith(`${kind} `));
    this.#choices = { ...Object.fromEntries(others), [kind]: choice };
    await this.#refresh();
  }

  /** Starts bringing it in; the job says how far it is. */
  async bring(): Promise<void> {
    const options = this.#options();
    if (options === undefined) return;
    const started = await this.notices.guard(() => this.api.merge.start(options));
    if (started !== undefined) this.reset();
  }

  /** Asks for a folder and packs the lab, or one survey, into a file there. */
  async pack(survey?: Pick<SurveySummary, 'id' | 'name'>): Promise<void> {
    const directory = await this.#lab.chooseFolder(words.packTitle, { isNew: true });
    const name = survey?.name ?? this.#lab.current?.name;
    if (directory === undefined || name === undefined) return;
    const file = `${directory}/${name.replaceAll(/[^\p{L}\p{N} -]/gu, '_')}.zip`;
    await this.notices.guard(() => this.api.merge.pack({ file, survey: survey?.id ?? null }));
  }

  async #look(source: string | undefined): Promise<void> {
    if (source === undefined) return;
    this.reset();
    this.#source = source;
    await this.#refresh();
    if (this.#preview === undefined) this.reset();
  }

  async #refresh(): Promise<void> {
    const options = this.#options();
    if (options === undefined) return;
    const asked = ++this.#asked;
    this.#looking = true;
    const preview = await this.notices.guard(() => this.api.merge.preview(options));
    if (asked !== this.#asked) return;
    this.#looking = false;
    if (preview !== undefined) this.#preview = preview;
  }

  #options(): Parameters<typeof this.api.merge.start>[0] | undefined {
    if (this.#source === undefined) return undefined;
    // A choice about what nobody disagrees on any more, since a class was named otherwise, is none.
    const doubted = this.#preview?.conflicts ?? [];
    const choices = Object.fromEntries(
      Object.entries(this.#choices).filter(([of]) =>
        doubted.some(({ key, kind }) => key === of || kind === of),
      ),
    );
    return { source: this.#source, classes: this.#classes, choices };
  }

  #tellOutcome(job: Job): void {
    if (job.state !== 'done') return;
    const brought = resultOf(job, 'merge');
    if (brought !== undefined) {
      this.notices.tell(words.brought(brought), {
        label: editsStrings.undo,
        run: () => void this.#edits.undo(),
      });
    }
    const packed = resultOf(job, 'pack');
    if (packed !== undefined) this.notices.tell(words.packed(packed));
  }
}
