import type { ClassColour, ClassKey, ClassSummary } from '#shared/domain/class.ts';
import { lookAlikeOf } from '#shared/domain/names.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';
import { classNaming } from '../../shell/classes/class-naming.ts';
import type { EditsController } from '../../shell/edits/edits-controller.svelte.ts';
import type { Outcome } from '../../shell/edits/unsaved-edits.svelte.ts';
import type { CatalogueController } from '../catalogue-controller.svelte.ts';
import { classesStrings } from './strings.ts';

/** What is changed of the lab's classes; every change is one step. */
export class ClassesController extends Controller {
  readonly #edits: EditsController;
  readonly #catalogue: CatalogueController;
  /** Id of the class whose name was asked about where it is seen. */
  #asked = $state<number>();
  /** Names that look alike, as a sentence each: nobody can tell such classes apart on a screen. */
  readonly doubts: readonly string[] = $derived.by(() => {
    const names = this.#catalogue.classes.map(({ name }) => name);
    return names.flatMap((name, index) => {
      const twin = lookAlikeOf(name, names.slice(0, index));
      return twin === undefined ? [] : [classesStrings.looksLike(name, twin)];
    });
  });

  constructor(core: WindowCore, edits: EditsController, catalogue: CatalogueController) {
    super(core);
    this.#edits = edits;
    this.#catalogue = catalogue;
  }

  /** The class that is being renamed or merged where it was seen. */
  get asked(): ClassSummary | undefined {
    return this.list.find(({ id }) => id === this.#asked);
  }

  /** Asks what shall become of a class. @returns whether there is one of that name. */
  ask(name: string): boolean {
    this.#asked = this.list.find((one) => one.name === name)?.id;
    return this.#asked !== undefined;
  }

  closeAsked(): void {
    this.#asked = undefined;
  }

  get list(): readonly ClassSummary[] {
    return this.#catalogue.classes;
  }

  override reset(): void {
    this.closeAsked();
  }

  /** @returns whether it was taken. */
  async add(name: string): Promise<boolean> {
    return this.#edits.did((edits) => edits.addClass({ name }));
  }

  /** Gives a class another name; it is kept where the link to the lab is lost. */
  async rename(one: ClassSummary, to: string): Promise<Outcome> {
    return to === one.name ? 'saved' : this.unsaved.write(classNaming(this.api, one, to));
  }

  get unsaved(): EditsController['unsaved'] {
    return this.#edits.unsaved;
  }

  async merge(from: ClassSummary, into: ClassSummary): Promise<void> {
    this.closeAsked();
    await this.#edits.tell(
      (edits) => edits.mergeClasses({ from: from.id, into: into.id }),
      classesStrings.merged(from.name, into.name, from.samples),
    );
  }

  async remove({ id, name, samples }: ClassSummary): Promise<void> {
    await this.#edits.tell(
      (edits) => edits.deleteClass({ class: id }),
      classesStrings.removed(name, samples),
    );
  }

  /** Moves a class among the others; beyond an end it stays. */
  async move({ id }: ClassSummary, by: -1 | 1): Promise<void> {
    const classes = this.list.map((one) => one.id);
    const from = classes.indexOf(id);
    const to = from + by;
    if (from === -1 || to < 0 || to >= classes.length) return;
    classes.splice(from, 1);
    classes.splice(to, 0, id);
    await this.#edits.did((edits) => edits.orderClasses({ classes }));
  }

  async setColour({ id }: ClassSummary, colour: ClassColour | null): Promise<void> {
    await this.#edits.did((edits) => edits.setClassLook({ class: id, set: { colour } }));
  }

  async setKey({ id }: ClassSummary, key: ClassKey | null): Promise<void> {
    await this.#edits.did((edits) => edits.setClassLook({ class: id, set: { key } }));
  }
}
