import type { Command } from './command.ts';

/** What of an event says which key is meant. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const names: Readonly<Record<string, string>> = {
  ' ': 'Space',
  Delete: 'Del',
  Escape: 'Esc',
  ArrowLeft: '←',
};

/** A pressed key as the table of commands writes it; undefined for what no command is bound to. */
export function pressedKey({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string | undefined {
  if (altKey) return ctrlKey || metaKey ? undefined : `Alt+${key}`;
  if (!ctrlKey && !metaKey) return key;
  // With Caps Lock the letter's case says the opposite of what is held.
  const letter = shiftKey ? key.toUpperCase() : key.toLowerCase();
  return `Mod+${/^\p{L}$/u.test(key) ? letter : key}`;
}

/** What is printed on this system's keyboard. */
interface KeyNames {
  readonly mod: string;
  readonly alt: string;
}

const macKeys: KeyNames = { mod: '⌘', alt: '⌥' };
const otherKeys: KeyNames = { mod: 'Ctrl', alt: 'Alt' };

/**
 * The keys of a command as people read them: `Ctrl Shift Z, Ctrl Y`. Empty where it has none.
 * @param platform as the browser names it.
 */
export function keyText(
  { keys = [], shown }: Pick<Command, 'keys' | 'shown'>,
  platform: string = navigator.platform,
): string {
  const names = /^mac/i.test(platform) ? macKeys : otherKeys;
  return shown ?? keys.map((key) => words(key, names).join(' ')).join(', ');
}

/** The first key of a command as Electron's menus write it: `CmdOrCtrl+Shift+Z`. */
export function acceleratorOf({ keys }: Pick<Command, 'keys'>): string | undefined {
  const [first] = keys ?? [];
  return first === undefined ? undefined : words(first, { mod: 'CmdOrCtrl', alt: 'Alt' }).join('+');
}

function words(key: string, { mod, alt }: KeyNames): string[] {
  const bare = key.replace(/^(Mod|Alt)\+/, '');
  const shifted = /^\p{Lu}$/u.test(bare);
  return [
    ...(key.startsWith('Mod+') ? [mod] : []),
    ...(key.startsWith('Alt+') ? [alt] : []),
    ...(shifted ? ['Shift'] : []),
    names[bare] ?? (bare.length === 1 ? bare.toUpperCase() : bare),
  ];
}
