import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { sampleIdOf } from '../../../../support/ids.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { Commands } from '../../../../../src/renderer/shell/commands/commands.svelte.ts';
import { acceleratorOf, keyText, pressedKey } from '../../../../../src/renderer/shell/commands/keys.ts';
import { menusOf } from '../../../../../src/renderer/shell/commands/menus.ts';
import { Palette } from '../../../../../src/renderer/shell/commands/palette.svelte.ts';
import { synonyms } from '../../../../../src/renderer/shell/commands/synonyms.ts';
import { type Command, placeOf } from '../../../../../src/renderer/shell/commands/command.ts';
import { LabWindow } from '../../../../../src/renderer/lab-window.svelte.ts';
import { Notices } from '../../../../../src/renderer/lib/notices.svelte.ts';
import { Preferences } from '../../../../../src/renderer/shell/preferences.svelte.ts';
import { Rooms } from '../../../../../src/renderer/shell/rooms.svelte.ts';
import { createFakeTransport } from '../../../../support/fake-transport.ts';

/** The window's own commands. */
const all = new LabWindow(createClient(contract, createFakeTransport({}))).commands.list;

/** The same, with what a test looks at done and offered by the test. */
function windowOf(labOpen = true, readOnly: string | null = null) {
  const rooms = new Rooms();
  const notices = new Notices();
  const done: string[] = [];
  const offered = new Set<string>();
  const room = (id: string, what: string): Partial<Command> => ({
    when: () => offered.has(id),
    run: () => done.push(what),
  });
  const instead: Readonly<Record<string, Partial<Command>>> = {
    'go.models': { run: () => rooms.go('models') },
    'edit.undo': { run: () => done.push('undo') },
    'edit.redo': { run: () => done.push('redo') },
    'help.keys': { run: () => done.push('help') },
    'help.about': { run: () => done.push('about') },
    'view.dark': { run: () => done.push('dark') },
    'catalogue.newSample': room('catalogue.newSample', 'sample'),
    'catalogue.turnLeft': room('catalogue.turnLeft', 'left'),
  };
  const list = all.map((command) => ({ ...command, ...instead[command.id] }));
  return {
    commands: new Commands(rooms, notices, list, () => (labOpen ? { readOnly } : null)),
    rooms,
    notices,
    done,
    offered,
  };
}

const press = (key: string, held?: 'ctrl' | 'meta' | 'alt') => ({
  key,
  ctrlKey: held === 'ctrl',
  shiftKey: /^\p{Lu}$/u.test(key),
  metaKey: held === 'meta',
  altKey: held === 'alt',
});

const looking = { typing: false };
const writing = { typing: true };

describe('the list of commands', () => {
  it('gives every key of a place to one command only', () => {
    for (const place of ['everywhere', 'catalogue', 'train', 'models', 'bench', 'studies', 'trays']) {
      const keys = all.filter((one) => placeOf(one) === place).flatMap((one) => one.keys ?? []);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('writes keys as people and as menus read them', () => {
    expect(keyText({ keys: ['Mod+Z', 'Mod+y'] }, 'Linux x86_64')).toBe('Ctrl Shift Z, Ctrl Y');
    expect(keyText({ keys: ['Mod+Z', 'Alt+ArrowLeft'] }, 'MacIntel')).toBe('⌘ Shift Z, ⌥ ←');
    expect(keyText({ keys: [' '] })).toBe('Space');
    expect(keyText({ shown: '1–9, 0' })).toBe('1–9, 0');
    expect(acceleratorOf({ keys: ['Mod+Z', 'Mod+y'] })).toBe('CmdOrCtrl+Shift+Z');
    expect(acceleratorOf({ keys: ['N'] })).toBe('Shift+N');
    expect(pressedKey(press('z', 'meta'))).toBe('Mod+z');
    expect(pressedKey({ ...press('z', 'ctrl'), shiftKey: true })).toBe('Mod+Z');
    expect(pressedKey({ ...press('Z', 'ctrl'), shiftKey: false })).toBe('Mod+z');
    expect(pressedKey(press('ArrowLeft', 'alt'))).toBe('Alt+ArrowLeft');
    expect(keyText({ keys: ['Alt+ArrowLeft'] })).toBe('Alt ←');
  });
});

describe('commands', () => {
  it('hear their keys, and leave those alone with which a person writes', () => {
    const { commands, rooms, done } = windowOf();
    expect(commands.onKey(press('3', 'ctrl'), writing)).toBe(true);
    expect(rooms.current).toBe('models');
    expect(commands.onKey(press('9', 'ctrl'), looking)).toBe(false);
    expect(commands.onKey(press('?'), writing)).toBe(false);
    expect(commands.onKey(press('?'), looking)).toBe(true);
    expect(commands.onKey(press('z', 'ctrl'), writing)).toBe(false);
    expect(commands.onKey(press('z', 'meta'), looking)).toBe(true);
    expect(commands.onKey(press('Z', 'ctrl'), looking)).toBe(true);
    expect(commands.onKey(press('y', 'ctrl'), looking)).toBe(true);
    expect(done).toEqual(['help', 'undo', 'redo', 'redo']);
  });

  it('mean in a room what the room offers, and say so where it offers nothing', async () => {
    const { commands, rooms, notices, done, offered } = windowOf();
    rooms.go('models');
    await commands.run('catalogue.newSample');
    expect(rooms.current).toBe('catalogue');
    expect(notices.list[0]?.message).toContain('New sample');

    offered.add('catalogue.newSample');
    await commands.run('catalogue.newSample');
    expect(done).toEqual(['sample']);
    const choices = (): string[] => commands.choices().map(({ id }) => id);
    expect(choices()).not.toContain('catalogue.turnLeft');
    offered.add('catalogue.turnLeft');
    expect(choices()).toContain('catalogue.turnLeft');
    offered.delete('catalogue.turnLeft');
    expect(choices()).not.toContain('catalogue.turnLeft');
    offered.delete('catalogue.newSample');
    await commands.run('catalogue.newSample');
    expect(done).toEqual(['sample']);
  });

  it('hear the keys of the room that is shown, and of no other', () => {
    const { commands, rooms, done, offered } = windowOf();
    expect(commands.onKey(press('n'), looking)).toBe(false);
    offered.add('catalogue.newSample');
    expect(commands.onKey(press('n'), writing)).toBe(false);
    rooms.helpOpen = true;
    expect(commands.onKey(press('n'), looking)).toBe(false);
    rooms.helpOpen = false;
    expect(commands.onKey(press('n'), looking)).toBe(true);
    rooms.go('models');
    expect(commands.onKey(press('n'), looking)).toBe(false);
    expect(commands.choices().map(({ id }) => id)).toContain('catalogue.newSample');
    expect(done).toEqual(['sample']);
  });

  it('change nothing in a lab that can only be read, and say so', async () => {
    const { commands, notices, done, offered } = windowOf(true, 'This lab can only be read.');
    offered.add('catalogue.turnLeft');
    expect(commands.onKey(press('['), looking)).toBe(true);
    await commands.run('edit.undo');
    expect(done).toEqual([]);
    expect(notices.list.map(({ message }) => message)).toEqual(['This lab can only be read.']);
    const choices = commands.choices().map(({ id }) => id);
    expect(choices).not.toContain('edit.undo');
    expect(choices).toContain('help.about');
    await commands.run('help.about');
    expect(done).toEqual(['about']);
  });

  it('leave to a button the keys that press it, and take a capital for its letter where it has no meaning', () => {
    const { commands, done, offered } = windowOf();
    const button = { typing: false, onButton: true };
    offered.add('catalogue.turnLeft');
    expect(commands.onKey(press(' '), button)).toBe(false);
    expect(commands.onKey(press('Enter'), button)).toBe(false);
    expect(commands.onKey(press('['), button)).toBe(true);
    expect(done).toEqual(['left']);
    const capital = new Commands(
      new Rooms(),
      new Notices(),
      [
        { id: 'catalogue.s', label: '', keys: ['s'], run: () => done.push('s') },
        { id: 'catalogue.n', label: '', keys: ['n'], run: () => done.push('n') },
        { id: 'catalogue.N', label: '', keys: ['N'], run: () => done.push('N') },
      ],
      () => ({ readOnly: null }),
    );
    expect(capital.onKey(press('S'), looking)).toBe(true);
    expect(capital.onKey(press('N'), looking)).toBe(true);
    expect(done).toEqual(['left', 's', 'N']);
  });

  it('are heard by one listener of the window only', () => {
    const root = fileURLToPath(new URL('../../../../../src/renderer', import.meta.url));
    const listening = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => {
      if (!/\.(svelte|ts)$/.test(name)) return false;
      const source = readFileSync(join(root, name), 'utf8');
      return (
        /<svelte:(window|document|body)[^>]*on(:)?key/.test(source) ||
        source.includes("addEventListener('key")
      );
    });
    expect(listening).toEqual(['App.svelte']);
  });

  it('are few where no lab is open', () => {
    const { commands } = windowOf(false);
    expect(commands.onKey(press('3', 'ctrl'), looking)).toBe(false);
    expect(commands.choices().every(({ withoutLab }) => withoutLab)).toBe(true);
    const items = menusOf(commands, 'view.dark').flatMap((menu) => menu.items);
    expect(items).toContainEqual(expect.objectContaining({ id: 'help.about', enabled: true }));
    expect(items).toContainEqual(expect.objectContaining({ id: 'edit.undo', enabled: false }));
    expect(items).toContainEqual(expect.objectContaining({ id: 'view.dark', chosen: true }));
    expect(items).toContainEqual(expect.objectContaining({ id: 'view.light', chosen: false }));
  });
});

describe('the palette', () => {
  async function openPalette(recentCommands: string[] = []) {
    const { commands, rooms, done } = windowOf();
    const kept: string[][] = [];
    const found = { id: sampleIdOf(7), number: 'S-0042', survey: 1, surveyName: 'North Bay', class: null };
    const api = createClient(
      contract,
      createFakeTransport({
        catalogue: { findSamples: ({ text }) => (text.includes('42') ? [found] : []) },
        shell: {
          preferences: () => ({ theme: 'system', recentCommands }),
          setPreferences: ({ recentCommands: ids }) => void kept.push(ids),
        },
      }),
    );
    const core = new WindowCore(api);
    const preferences = new Preferences(core);
    await preferences.load();
    const opened: number[] = [];
    const palette = new Palette(core, rooms, commands, preferences, {
      open: (sample) => {
        opened.push(sample.id);
        return Promise.resolve();
      },
    });
    palette.start();
    return { palette, done, opened, kept };
  }
  const titles = ({ groups }: Palette): string[] => groups.map(({ title }) => title);

  it('shows what was used last first, and remembers what is taken', async () => {
    const { palette, done, kept } = await openPalette(['edit.undo', 'a-command-of-an-older-version']);
    expect(titles(palette)).toEqual(['Used last', 'Commands']);
    expect(palette.groups[0]?.choices).toHaveLength(1);
    await palette.take();
    expect(done).toEqual(['undo']);
    expect(kept).toEqual([['edit.undo', 'a-command-of-an-older-version']]);
  });

  it('finds a command by a few letters of it, in spite of a slip', async () => {
    const { palette, done } = await openPalette();
    await palette.type('abuot');
    expect(palette.current).toMatchObject({ command: { id: 'help.about' } });
    await palette.take();
    expect(done).toEqual(['about']);
  });

  it('finds a command by another word for it, and knows words for no command that is gone', async () => {
    const { palette } = await openPalette();
    for (const [word, id] of Object.entries({
      print: 'catalogue.export',
      webcam: 'bench.camera',
      restore: 'lab.backups',
      'night theme': 'view.dark',
    })) {
      await palette.type(word);
      const commands = palette.groups.flatMap(({ choices }) =>
        choices.flatMap((choice) => (choice.kind === 'command' ? [choice.command.id] : [])),
      );
      expect(commands.slice(0, 3), word).toContain(id);
    }
    expect(Object.keys(synonyms).filter((id) => !all.some((command) => command.id === id))).toEqual([]);
  });

  it('finds samples by their numbers, before any command', async () => {
    const { palette, opened } = await openPalette();
    await palette.type('42');
    expect(palette.current).toMatchObject({ kind: 'sample', sample: { number: 'S-0042' } });
    await palette.take();
    expect(opened).toEqual([7]);
  });

  it('walks round, and takes nothing where nothing is found', async () => {
    const { palette, done } = await openPalette();
    await palette.type('undo');
    const first = palette.current;
    palette.move(-1);
    palette.move(1);
    expect(palette.current).toEqual(first);
    await palette.type('zzzzqqq');
    expect(palette.groups).toEqual([]);
    await palette.take();
    expect(done).toEqual([]);
  });
});
