import { numberText } from '#shared/written.ts';
import { plural } from '../../lib/plural.ts';

export const placeStrings = {
  side: 'Which computer',
  sides: (host: string): Readonly<Record<'here' | 'there', string>> => ({
    here: 'This computer',
    there: host,
  }),
  hereSays: 'It goes over the link.',
  chooseHere: 'Choose…',
  thereSays: (host: string): string => `It stays on ${host}; nothing goes over the link.`,
  onlyThere: (host: string): string => `This is done on ${host}, with a folder of it.`,
  path: 'Folder',
  home: 'Home',
  up: 'Up',
  upLabel: 'Up one folder',
  find: 'Find by name, or write a path',
  list: 'What lies here',
  folder: 'folder',
  link: 'link',
  make: (name: string): string => `New folder “${name}”`,
  loading: 'Looking…',
  empty: 'No folders here, and no files of this kind.',
  emptyFolders: 'No folders here.',
  nothing: (text: string): string => `Nothing here has “${text}” in its name.`,
  more: (count: number, atLeast: boolean): string =>
    `${atLeast ? 'At least ' : ''}${plural(count, 'more thing')} here. Type a part of the name.`,
  leftOut: (count: number): string =>
    `${numberText(count)} left out: their names cannot be shown, or they lead nowhere.`,
  takeFolder: (name: string): string => `Choose ${name}`,
  takeFiles: (count: number): string => (count === 0 ? 'Choose' : `Choose ${plural(count, 'file')}`),
  keysFolder: ' opens · ⌫ goes up · Ctrl+Enter chooses',
  root: '/',
} as const;
