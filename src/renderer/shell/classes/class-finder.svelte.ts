import type { ClassSummary } from '#shared/domain/class.ts';
import type { ClassMark } from '../../lib/class-marks.ts';
import { Controller } from '../../lib/controller.ts';
import { findClasses } from './find-classes.ts';

/** What a class can be chosen from; the catalogue has all of it. */
export interface ClassSource {
  readonly classes: readonly Pick<ClassSummary, 'id' | 'name'>[];
  readonly marks: ReadonlyMap<string, ClassMark>;
  /** The digits that label, by class. */
  readonly keys: ReadonlyMap<number, number>;
}

/** The class that was chosen; null for none of them. */
type Take = (chosen: number | null) => unknown;

/** How many of those chosen last are shown first. */
const remembered = 9;

/** Looks for a class by letters or its place, where a lab has more of them than there are digits. */
export class ClassFinder extends Controller {
  #source = $state.raw<ClassSource>();
  #take: Take = () => undefined;
  #text = $state('');
  #at = $state(0);
  #recent = $state.raw<readonly number[]>([]);

  /** What may be meant; the last one is none of them, as far as nothing is typed. */
  readonly choices: readonly (Pick<ClassSummary, 'id' | 'name'> | null)[] = $derived([
    ...findClasses(this.#text, this.#source?.classes ?? [], this.#recent),
    ...(this.#text.trim() === '' || this.#text.trim() === '0' ? [null] : []),
  ]);
  readonly at: number = $derived(Math.min(this.#at, Math.max(0, this.choices.length - 1)));

  /** Undefined where nobody looks for one. */
  get source(): ClassSource | undefined {
    return this.#source;
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    this.#at = 0;
  }

  /** Asks for one of the classes. @param take gets the one that is chosen; is not called where none is. */
  ask(source: ClassSource, take: Take): void {
    this.#source = source;
    this.#take = take;
    this.text = '';
  }

  /** Walks the choices, round at both ends. */
  move(by: number): void {
    const { length } = this.choices;
    if (length > 0) this.#at = (this.at + by + length) % length;
  }

  /** Takes a choice: what Enter means, or a click. */
  choose(place = this.at): void {
    const chosen = this.choices[place];
    if (chosen === undefined) return;
    const take = this.#take;
    if (chosen !== null)
      this.#recent = [chosen.id, ...this.#recent.filter((id) => id !== chosen.id)].slice(0, remembered);
    this.close();
    take(chosen?.id ?? null);
  }

  close(): void {
    this.#source = undefined;
    this.#take = () => undefined;
  }

  override reset(): void {
    this.close();
    this.#recent = [];
  }
}
