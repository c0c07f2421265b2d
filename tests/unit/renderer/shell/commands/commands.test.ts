import { describe, expect, it } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { Commands } from '../../../../../src/renderer/shell/commands/commands.svelte.ts';
import { acceleratorOf, keyText, pressedKey } from '../../../../../src/renderer/shell/commands/keys.ts';
import { menusOf } from '../../../../../src/renderer/shell/commands/menus.ts';
import { Palette } from '../../../../../src/renderer/shell/commands/palette.svelte.ts';
import { type CommandId, commandTable } from '../../../../../src/renderer/shell/commands/table.ts';
import { Notices } from '../../../../../src/renderer/lib/notices.svelte.ts';
import { Preferences } from '../../../../../src/renderer/shell/preferences.svelte.ts';
import { Rooms } from '../../../../../src/renderer/shell/rooms.svelte.ts';
import { createFakeTransport } from '../../../../support/fake-transport.ts';

function windowOf(labOpen = true): { commands: Commands; rooms: Rooms; notices: Notices; done: string[] } {
  const rooms = new Rooms();
  const notices = new Notices();
  const done: string[] = [];
  const actions = {
    'go.models': () => rooms.go('models'),
    'edit.undo': () => done.push('undo'),
    'edit.redo': () => done.push('redo'),
    'help.keys': () => done.push('help'),
    'help.about': () => done.push('about'),
    'view.dark': () => done.push('dark'),
  };
  return { commands: new Commands(rooms, notices, actions, () => labOpen), rooms, notices, done };
}

const press = (key: string, held?: 'ctrl' | 'meta' | 'alt') => ({
  key,
  ctrlKey: held === 'ctrl',
  shiftKey: /^\p{Lu}$/u.test(key),
  metaKey: held === 'meta',
  altKey: held === 'alt',
});

describe('the table of commands', () => {
  it('gives every key of a place to one command only', () => {
    for (const place of ['everywhere', 'catalogue', 'train', 'models', 'bench', 'studies']) {
      const keys = commandTable.filter((one) => one.place === place).flatMap((one) => one.keys ?? []);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('writes keys as people and as menus read them', () => {
    expect(keyText({ keys: ['Mod+Z', 'Mod+y'] })).toBe('Ctrl/⌘ Shift Z, Ctrl/⌘ Y');
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
    expect(commands.onKey(press('3', 'ctrl'), true)).toBe(true);
    expect(rooms.current).toBe('models');
    expect(commands.onKey(press('9', 'ctrl'), false)).toBe(false);
    expect(commands.onKey(press('?'), true)).toBe(false);
    expect(commands.onKey(press('?'), false)).toBe(true);
    expect(commands.onKey(press('z', 'ctrl'), true)).toBe(false);
    expect(commands.onKey(press('z', 'meta'), false)).toBe(true);
    expect(commands.onKey(press('Z', 'ctrl'), false)).toBe(true);
    expect(commands.onKey(press('y', 'ctrl'), false)).toBe(true);
    expect(done).toEqual(['help', 'undo', 'redo', 'redo']);
  });

  it('mean in a room what the room offers, and say so where it offers nothing', async () => {
    const { commands, rooms, notices, done } = windowOf();
    rooms.go('models');
    await commands.run('catalogue.newSample');
    expect(rooms.current).toBe('catalogue');
    expect(notices.list[0]?.message).toContain('New sample');

    const withdraw = commands.offer('catalogue', () => ({ n: () => done.push('sample') }));
    await commands.run('catalogue.newSample');
    expect(done).toEqual(['sample']);
    const offered = (): CommandId[] => commands.choices().map(({ id }) => id);
    expect(offered()).not.toContain('catalogue.turnLeft');
    const withdrawViewer = commands.offer('catalogue', () => ({ '[': () => done.push('left') }));
    expect(offered()).toContain('catalogue.turnLeft');
    withdrawViewer();
    expect(offered()).not.toContain('catalogue.turnLeft');
    withdraw();
    await commands.run('catalogue.newSample');
    expect(done).toEqual(['sample']);
  });

  it('are few where no lab is open', () => {
    const { commands } = windowOf(false);
    expect(commands.onKey(press('3', 'ctrl'), false)).toBe(false);
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
    const { commands, done } = windowOf();
    const kept: string[][] = [];
    const found = { id: 7, number: 'S-0042', survey: 1, surveyName: 'North Bay', class: null };
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
    const palette = new Palette(core, commands, preferences, {
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
