import type { AnyEvaluation, ModelRow, UnlistedModel } from '#shared/contract/topics/models.ts';
import type { Job } from '#shared/jobs/job.ts';
import type { EditsController } from '../shell/edits/edits-controller.svelte.ts';
import type { JobsController } from '../shell/jobs/jobs-controller.svelte.ts';
import { byId } from '../lib/by-id.ts';
import { classNaming } from '../shell/classes/class-naming.ts';
import type { Outcome } from '../shell/edits/unsaved-edits.svelte.ts';
import { refresher } from '../lib/refresher.ts';
import { modelsStrings } from './strings.ts';
import { Controller, type Upon, type WindowCore } from '../lib/controller.ts';

/** What a person writes of a model. */
type ModelFact = 'name' | 'notes';

/** How a fact of models is called among what is not saved. */
export function unsavedFact(fact: ModelFact): string {
  return `model ${fact}`;
}

/**
 * The lab's models, best test accuracy by sample first; those that were never tested come after, retired ones last. One of
 * them may be open, with what became of its evaluations.
 */
export class ModelsController extends Controller {
  override readonly upon: Upon = {
    enter: async () => {
      await this.refresh();
      const [one] = this.#unlisted;
      if (one !== undefined) this.notices.tell(modelsStrings.unlistedNotice(one.name, this.#unlisted.length));
    },
    models: () => this.refresh(),
  };
  readonly #edits: EditsController;
  #list = $state.raw<readonly ModelRow[]>([]);
  #unlisted = $state.raw<readonly UnlistedModel[]>([]);
  #opened = $state<number>();
  #evaluations = $state.raw<readonly AnyEvaluation[]>([]);

  /** The one that the bench takes where none is chosen; undefined where none was put in use. */
  readonly inUse: ModelRow | undefined = $derived(this.#list.find(({ inUse }) => inUse));
  /** The model whose page is open; undefined shows the table. */
  readonly model: ModelRow | undefined = $derived(this.#list.find(({ id }) => id === this.#opened));
  /** The evaluation that is under way, of whichever model. */
  readonly job: Job | undefined;

  readonly refresh = refresher(async () => {
    const opened = this.#opened;
    const [list, unlisted, evaluations] = await Promise.all([
      this.api.models.list(),
      this.api.models.unlisted(),
      opened === undefined ? [] : this.api.models.evaluations({ model: opened }),
    ]);
    this.#list = list.toSorted(byTestAccuracy);
    this.#unlisted = unlisted;
    if (opened === this.#opened) this.#evaluations = evaluations;
  });

  constructor(core: WindowCore, edits: EditsController, jobs: JobsController) {
    super(core);
    this.#edits = edits;
    this.job = $derived(jobs.active('evaluate'));
  }

  get list(): readonly ModelRow[] {
    return this.#list;
  }

  /** Finished models that lie in the lab and are not in the list. */
  get unlisted(): readonly UnlistedModel[] {
    return this.#unlisted;
  }

  /** Of the open model, newest first. */
  get evaluations(): readonly AnyEvaluation[] {
    return this.#evaluations;
  }

  async open(model: number): Promise<void> {
    this.#opened = model;
    this.#evaluations = [];
    await this.notices.guard(() => this.refresh());
  }

  close(): void {
    this.#opened = undefined;
    this.#evaluations = [];
  }

  /** Makes a model the one that is used where none is named. */
  async use({ id, name }: Pick<ModelRow, 'id' | 'name'>): Promise<void> {
    await this.#edits.tell((edits) => edits.useModel({ model: id }), modelsStrings.isInUse(name));
  }

  /** Keeps the one in use instead of this one. */
  async decline({ id, name }: Pick<ModelRow, 'id' | 'name'>): Promise<void> {
    await this.#edits.tell((edits) => edits.declineModel({ model: id }), modelsStrings.isDeclined(name));
  }

  /** Puts a finished model that lies in the lab into the list, and opens it. */
  async takeIn({ file, name }: UnlistedModel): Promise<void> {
    await this.notices.guard(async () => {
      const { model } = await this.api.models.takeIn({ unlisted: file });
      this.notices.tell(modelsStrings.takenIn(name));
      await this.open(model);
    });
  }

  async retire(model: number, retired: boolean): Promise<void> {
    await this.#edits.make((edits) => edits.retireModel({ model, retired }));
  }

  /** A name that is left empty stays what it was. */
  async describe(model: ModelRow, set: { name?: string; notes?: string }): Promise<void> {
    const name = set.name?.trim();
    const changed = {
      ...(name !== undefined && name !== '' && name !== model.name && { name }),
      ...(set.notes !== undefined && set.notes !== model.notes && { notes: set.notes }),
    };
    for (const [fact, text] of Object.entries(changed) as [ModelFact, string][])
      await this.unsaved.write({
        field: unsavedFact(fact),
        value: text,
        before: byId([[model.id, model[fact]]]),
        now: async () => byId((await this.api.models.list()).map((one) => [one.id, one[fact]])),
        save: () => this.api.edits.editModel({ model: model.id, set: { [fact]: text } }),
      });
  }

  get unsaved(): EditsController['unsaved'] {
    return this.#edits.unsaved;
  }

  /** Gives a class of the lab another name, everywhere; it is kept where the link to the lab is lost. */
  async renameClass(one: ModelRow['classes'][number], name: string): Promise<Outcome> {
    return this.unsaved.write(classNaming(this.api, one, name));
  }

  /** Writes a model as one file into a folder that the user chooses. */
  async export(model: number): Promise<void> {
    await this.notices.guard(async () => {
      const directory = await this.api.shell.chooseFolder({ title: modelsStrings.exportTitle });
      if (directory === null) return;
      const { file } = await this.api.models.export({ model, directory });
      this.tellWritten(modelsStrings.exported(file), file);
    });
  }

  /** Judges the labelled samples of a survey; without one, of the whole lab. */
  async evaluate(model: number, survey: number | undefined): Promise<void> {
    await this.notices.guard(() =>
      this.api.models.evaluate({ model, ...(survey !== undefined && { survey }) }),
    );
  }

  override reset(): void {
    this.#list = [];
    this.#unlisted = [];
    this.close();
  }
}

function byTestAccuracy(a: ModelRow, b: ModelRow): number {
  return (
    Number(a.retiredAt !== null) - Number(b.retiredAt !== null) ||
    (b.test?.accuracy ?? -1) - (a.test?.accuracy ?? -1) ||
    b.id - a.id
  );
}
