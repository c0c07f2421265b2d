import type { Room } from '../rooms.svelte.ts';
import { commandStrings } from './strings.ts';

export type CommandId = keyof typeof commandStrings;
export type Place = Room | 'everywhere';

interface Spec {
  /**
   * Keys as the browser names them: `n`, `N` with shift, ` `, `Delete`; `Mod+` before a key is Ctrl, or ⌘ on a Mac; `Alt+` is Alt. The
   * room that a command is of gives its first key its meaning (`Commands.offer`).
   */
  readonly keys?: readonly string[];
  /** Keys as people read them, where they are more than a few. */
  readonly shown?: string;
  /** Something that is done with the keys and can be neither chosen nor run: walking, pressing. */
  readonly gesture?: true;
  /** Also where a person writes. */
  readonly whileTyping?: true;
  /** Makes sense only where the room offers it now, not upon coming in. */
  readonly onlyOffered?: true;
  /** Does nothing where no lab is open. */
  readonly withoutLab?: true;
}

/** A command, as the palette, the menu and the key help have it. */
export interface Command extends Spec {
  readonly id: CommandId;
  readonly place: Place;
  readonly label: string;
}

/** All commands and gestures of the window. An id begins with its room, or with what it is about everywhere. */
const specs = {
  'go.catalogue': { keys: ['Mod+1'], whileTyping: true },
  'go.train': { keys: ['Mod+2'], whileTyping: true },
  'go.models': { keys: ['Mod+3'], whileTyping: true },
  'go.bench': { keys: ['Mod+4'], whileTyping: true },
  'go.studies': { keys: ['Mod+5'], whileTyping: true },
  'go.palette': { keys: ['Mod+k'], whileTyping: true },
  'go.back': { keys: ['Alt+ArrowLeft'], onlyOffered: true, whileTyping: true },
  'edit.undo': { keys: ['Mod+z'] },
  'edit.redo': { keys: ['Mod+Z', 'Mod+y'] },
  'help.keys': { keys: ['?'] },
  'help.tab': { shown: 'Tab, Shift Tab', gesture: true },
  'help.press': { shown: 'Enter', gesture: true },
  'help.about': { withoutLab: true },
  'lab.open': { withoutLab: true },
  'lab.demo': { withoutLab: true },
  'lab.close': {},
  'view.system': { withoutLab: true },
  'view.light': { withoutLab: true },
  'view.dark': { withoutLab: true },
  'catalogue.walk': { shown: '← ↑ → ↓', gesture: true },
  'catalogue.ends': { shown: 'Home, End', gesture: true },
  'catalogue.range': { shown: 'Shift ←↑→↓', gesture: true },
  'catalogue.selectAll': { keys: ['Mod+a'], onlyOffered: true },
  'catalogue.label': { shown: '1–9, 0', gesture: true },
  'catalogue.enlarge': { shown: 'Space', gesture: true },
  'catalogue.angles': { shown: '← →', gesture: true },
  'catalogue.samples': { shown: '↑ ↓', gesture: true },
  'catalogue.turnLeft': { keys: ['['], onlyOffered: true },
  'catalogue.turnRight': { keys: [']'], onlyOffered: true },
  'catalogue.earlier': { keys: ['<'], onlyOffered: true },
  'catalogue.later': { keys: ['>'], onlyOffered: true },
  'catalogue.ruler': { keys: ['m'], onlyOffered: true },
  'catalogue.back': { keys: ['Escape'], gesture: true },
  'catalogue.newSample': { keys: ['n'] },
  'catalogue.newSurvey': { keys: ['N'] },
  'catalogue.import': {},
  'catalogue.scan': { keys: ['l'] },
  'catalogue.details': { keys: ['e'] },
  'catalogue.search': { keys: ['/'] },
  'catalogue.filters': { keys: ['f'] },
  'catalogue.inspector': { keys: ['i'] },
  'catalogue.bin': { keys: ['Delete'], onlyOffered: true },
  'catalogue.sites': { keys: ['g'] },
  'catalogue.export': { keys: ['x'] },
  'catalogue.openBin': { keys: ['b'] },
  'catalogue.review': { keys: ['r'] },
  'catalogue.reviewConfirm': { keys: ['Enter'], onlyOffered: true },
  'catalogue.reviewSkip': { keys: ['s'], onlyOffered: true },
  'catalogue.reviewPrevious': { keys: ['p'], onlyOffered: true },
  'catalogue.reviewAgreement': { keys: ['a'], onlyOffered: true },
  'train.new': {},
  'train.queueOrder': { shown: 'Alt ↑ ↓', gesture: true },
  'train.queueRemove': { shown: 'Del', gesture: true },
  'train.compare': {},
  'studies.new': {},
  'bench.camera': {},
  'bench.photos': {},
  'bench.take': { keys: [' '], onlyOffered: true },
  'bench.keep': { keys: ['k', 'Enter'], onlyOffered: true },
  'bench.drop': { keys: ['Backspace'], onlyOffered: true },
  'bench.number': { keys: ['/'], onlyOffered: true },
  'bench.tune': { keys: ['c'], onlyOffered: true },
  'bench.why': { keys: ['h'], onlyOffered: true },
  'bench.empty': { keys: ['e'], onlyOffered: true },
  'bench.region': { keys: ['r'], onlyOffered: true },
  'bench.regionMove': { shown: '← ↑ → ↓ + − Home', gesture: true },
  'bench.sessions': {},
  'bench.say': { shown: '1–9, 0', gesture: true },
  'bench.verdicts': { shown: '↑ ↓', gesture: true },
} as const satisfies Readonly<Record<CommandId, Spec>>;

type PlaceOf<I extends CommandId> = I extends `${infer R extends Room}.${string}` ? R : 'everywhere';
type KeyOf<S> = S extends { readonly keys: readonly (infer K extends string)[] } ? K : never;

/**
 * What keys mean in a room now. A key that is not in the table does not compile: what no help, palette and menu knows of
 * would be found by nobody.
 */
export type Offer<P extends Place> = {
  readonly [I in CommandId as PlaceOf<I> extends P ? KeyOf<(typeof specs)[I]> : never]?: () => unknown;
};

const places: readonly Place[] = ['catalogue', 'train', 'models', 'bench', 'studies'];

/** In the order in which the key help shows them. */
export const commandTable: readonly Command[] = Object.entries<Spec>(specs).map(([key, spec]) => {
  const id = key as CommandId;
  const place = places.find((room) => id.startsWith(`${room}.`)) ?? 'everywhere';
  return { ...spec, id, place, label: commandStrings[id] };
});

export function commandOf(id: CommandId): Command {
  const command = commandTable.find((one) => one.id === id);
  if (command === undefined) throw new RangeError(`there is no command ${id}`);
  return command;
}
