import Fuse from 'fuse.js';
import type { FoundSample } from '#shared/domain/sample.ts';
import type { Rooms } from '../rooms.svelte.ts';
import type { Preferences } from '../preferences.svelte.ts';
import { paletteStrings } from './strings.ts';
import { synonyms } from './synonyms.ts';
import type { Commands } from './commands.svelte.ts';
import { type Command, type Place, placeOf } from './command.ts';
import { Controller, type WindowCore } from '../../lib/controller.ts';

export type Choice =
  | { readonly kind: 'command'; readonly command: Command; readonly place: Place }
  | { readonly kind: 'sample'; readonly sample: FoundSample };

interface Group {
  readonly title: string;
  readonly choices: readonly Choice[];
}

/** Goes to a sample that was found. */
interface Way {
  open(sample: FoundSample): Promise<void>;
}

/** What is typed into the palette, what is found by it, and which of it Enter would take. */
export class Palette extends Controller {
  readonly #rooms: Rooms;
  readonly #commands: Commands;
  readonly #preferences: Preferences;
  readonly #visits: Way;
  #possible = $state.raw<readonly Command[]>([]);
  #samples = $state.raw<readonly FoundSample[]>([]);
  #text = $state('');
  #at = $state(0);

  readonly groups: readonly Group[] = $derived(this.#find());
  readonly #flat: readonly Choice[] = $derived(this.groups.flatMap(({ choices }) => choices));
  /** The choice that Enter takes. */
  readonly current: Choice | undefined = $derived(this.#flat[this.#at]);

  constructor(core: WindowCore, rooms: Rooms, commands: Commands, preferences: Preferences, visits: Way) {
    super(core);
    this.#rooms = rooms;
    this.#commands = commands;
    this.#preferences = preferences;
    this.#visits = visits;
  }

  get text(): string {
    return this.#text;
  }

  /** Begins anew, with what is possible now. */
  start(): void {
    this.#possible = this.#commands.choices();
    this.#samples = [];
    this.#text = '';
    this.#at = 0;
  }

  /** Looks for what was typed: commands at once, samples as soon as the lab has answered. */
  async type(text: string): Promise<void> {
    this.#text = text;
    this.#at = 0;
    const found =
      text.trim() === ''
        ? []
        : await this.notices.guard(() => this.api.catalogue.findSamples({ text, limit: 8 }));
    // Another letter may have been typed in the meantime; its answer is the one to show.
    if (this.#text === text) this.#samples = found ?? [];
  }

  /** Walks the choices, round at both ends. */
  move(by: number): void {
    const count = this.#flat.length;
    if (count > 0) this.#at = (this.#at + by + count) % count;
  }

  /** Takes a choice. */
  async take(choice = this.current): Promise<void> {
    if (choice === undefined) return;
    this.#rooms.paletteOpen = false;
    if (choice.kind === 'sample') {
      await this.#visits.open(choice.sample);
      return;
    }
    await this.#preferences.rememberCommand(choice.command.id);
    await this.#commands.run(choice.command.id);
  }

  #find(): readonly Group[] {
    const words = paletteStrings;
    const samples = this.#samples.map((sample): Choice => ({ kind: 'sample', sample }));
    const commands = this.#text.trim() === '' ? this.#possible : this.#matching(this.#text);
    const asChoices = (list: readonly Command[]): Choice[] =>
      list.map((command) => ({ kind: 'command', command, place: placeOf(command) }));
    const isRecent = ({ id }: Command): boolean => this.#preferences.recentCommands.includes(id);
    const order = this.#preferences.recentCommands;
    const recent =
      this.#text.trim() === ''
        ? commands.filter(isRecent).toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
        : [];
    const found = [
      { title: words.recent, choices: asChoices(recent) },
      { title: words.commands, choices: asChoices(commands.filter((one) => !recent.includes(one))) },
      { title: words.samples, choices: samples },
    ].filter(({ choices }) => choices.length > 0);
    // No command has a digit in its name: who types one looks for a sample.
    return /\d/.test(this.#text) ? found.toReversed() : found;
  }

  #matching(text: string): readonly Command[] {
    const called = this.#possible.map((command) => ({
      command,
      label: command.label,
      otherwise: synonyms[command.id] ?? '',
    }));
    const keys = [
      { name: 'label', weight: 2 },
      { name: 'otherwise', weight: 1 },
    ];
    const fuse = new Fuse(called, { keys, threshold: 0.4, ignoreLocation: true });
    // Word by word: a slip in one of them does not weigh against the others.
    const words = text.trim().split(/\s+/);
    return fuse
      .search({ $and: words.map((word) => ({ $or: [{ label: word }, { otherwise: word }] })) })
      .map(({ item }) => item.command);
  }
}
