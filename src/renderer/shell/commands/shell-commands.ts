import { type Room, rooms as allRooms } from '../rooms.svelte.ts';
import type { ShellControllers } from '../controllers.ts';
import type { Command } from './command.ts';

/** What can be done in every room. */
export function shellCommands(shell: ShellControllers): readonly Command[] {
  const { rooms, lab, edits, preferences, about, backups, merge } = shell;
  const { notices } = shell.core;
  const names: Readonly<Record<Room, string>> = {
    catalogue: 'Go to the catalogue',
    train: 'Go to training',
    models: 'Go to the models',
    bench: 'Go to the bench',
    studies: 'Go to the studies',
    trays: 'Go to the trays',
  };
  const goes = allRooms.map((room, index): Command => {
    const keys = [`Mod+${index + 1}`];
    return { id: `go.${room}`, label: names[room], keys, whileTyping: true, run: () => rooms.home(room) };
  });
  return [
    ...goes,
    {
      id: 'go.palette',
      label: 'Find a command or a sample…',
      keys: ['Mod+k'],
      whileTyping: true,
      run: () => (rooms.paletteOpen = true),
    },
    {
      id: 'go.back',
      label: 'Back to where you looked from',
      keys: ['Alt+ArrowLeft'],
      onlyHere: true,
      whileTyping: true,
      when: () => rooms.visiting !== undefined,
      run: () => rooms.goBack(),
    },
    {
      id: 'go.uncover',
      label: 'Close what lies over the room',
      keys: ['Escape'],
      onlyHere: true,
      when: () => rooms.isCovered,
      run: () => rooms.uncover(),
    },
    {
      id: 'help.dismiss',
      label: 'Put the messages away',
      keys: ['Mod+Escape'],
      withoutLab: true,
      whileTyping: true,
      onlyHere: true,
      when: () => notices.list.length > 0,
      run: () => notices.clear(),
    },
    { id: 'edit.undo', label: 'Undo', writes: true, keys: ['Mod+z'], run: () => edits.undo() },
    { id: 'edit.redo', label: 'Redo', writes: true, keys: ['Mod+Z', 'Mod+y'], run: () => edits.redo() },
    {
      id: 'help.keys',
      label: 'Keys of this room',
      keys: ['?'],
      run: () => (rooms.helpOpen = !rooms.helpOpen),
    },
    { id: 'help.tab', label: 'Next, previous control', shown: 'Tab, Shift Tab', gesture: true },
    { id: 'help.press', label: 'Press what has the focus', shown: 'Enter', gesture: true },
    { id: 'help.about', label: 'About Strandline', withoutLab: true, run: () => about.show() },
    { id: 'lab.open', label: 'Open a lab folder…', withoutLab: true, run: () => lab.chooseAndOpen() },
    { id: 'lab.demo', label: 'Open the demo lab…', withoutLab: true, run: () => lab.openDemo() },
    { id: 'lab.backUp', label: 'Back up now', writes: true, run: () => backups.backUp() },
    { id: 'lab.backups', label: 'Backups…', writes: true, run: () => backups.show() },
    { id: 'lab.copy', label: 'Copy this lab to a disk…', run: () => backups.copy() },
    { id: 'lab.merge', label: 'Bring in a lab…', writes: true, run: () => merge.choose() },
    {
      id: 'lab.mergePacked',
      label: 'Bring in a packed lab…',
      writes: true,
      run: () => merge.choosePacked(),
    },
    { id: 'lab.pack', label: 'Pack the lab into a file…', run: () => merge.pack() },
    { id: 'lab.verify', label: 'Check the lab', run: () => backups.verify() },
    { id: 'lab.close', label: 'Close the lab', run: () => lab.close() },
    {
      id: 'view.system',
      label: 'Colours of the system',
      withoutLab: true,
      run: () => preferences.setTheme('system'),
    },
    { id: 'view.light', label: 'Light', withoutLab: true, run: () => preferences.setTheme('light') },
    { id: 'view.dark', label: 'Dark', withoutLab: true, run: () => preferences.setTheme('dark') },
  ];
}
