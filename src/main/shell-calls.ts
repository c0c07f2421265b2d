import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type FileFilter, type BrowserWindow, app, dialog, nativeTheme } from 'electron';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { formatLabAddress, isLabAddress, parseLabAddress } from '#shared/domain/lab-address.ts';
import { StrandlineError } from '#shared/errors.ts';
import { thereName } from '#shared/domain/place-there.ts';
import { photoExtensions } from '#shared/domain/photo-extensions.ts';
import { aboutCalls } from './about.ts';
import { askToReach } from './ask-to-reach.ts';
import { askToUse } from './ask-to-use.ts';
import type { Awake } from './awake.ts';
import { documentCalls } from './documents.ts';
import type { FarKey } from './far-key.ts';
import type { HostKeeper } from './host-keeper.ts';
import type { LabKeeper } from './lab-keeper.ts';
import { showMenus } from './menu.ts';
import { openFile } from './open-file.ts';
import type { PathGrants } from './path-grants.ts';
import { placesAsked } from './places-asked.ts';
import type { SettingsFile } from './settings.ts';
import { strings } from './strings.ts';

interface Shell {
  readonly window: () => BrowserWindow;
  readonly grants: PathGrants;
  readonly settings: SettingsFile;
  readonly awake: Awake;
  readonly farKey: FarKey;
  readonly host: HostKeeper;
  readonly lab: LabKeeper;
  /** Says something to the window. */
  readonly announce: (name: string, payload: unknown) => void;
}

/** The calls that the shell answers itself. What the user chooses in a dialog becomes a granted path. */
export function shellCalls({
  window,
  grants,
  settings,
  awake,
  farKey,
  host,
  lab,
  announce,
}: Shell): HandlersOf<StrandlineContract, 'shell'>['shell'] {
  /** Asks for one file, which becomes a granted path. */
  async function chooseFile(title: string, filter: FileFilter): Promise<string | null> {
    const { filePaths } = await dialog.showOpenDialog(window(), {
      title,
      filters: [filter],
      properties: ['openFile'],
    });
    const [file] = filePaths;
    if (file === undefined) return null;
    grants.grant(file);
    return file;
  }
  return {
    ...documentCalls(window, grants),
    ...aboutCalls(),
    chooseFolder: async ({ title, forNewLab }) => {
      const properties: ('openDirectory' | 'createDirectory')[] = forNewLab
        ? ['openDirectory', 'createDirectory']
        : ['openDirectory'];
      const { canceled, filePaths } = await dialog.showOpenDialog(window(), { title, properties });
      const [folder] = filePaths;
      if (canceled || folder === undefined) return null;
      grants.grant(folder);
      return folder;
    },
    choosePhotos: async ({ title }) => {
      const filters = [{ name: strings.photos, extensions: [...photoExtensions] }];
      const { filePaths } = await dialog.showOpenDialog(window(), {
        title,
        filters,
        properties: ['openFile', 'multiSelections'],
      });
      for (const file of filePaths) grants.grant(file);
      return filePaths;
    },
    chooseAddress: async ({ address: text }) => {
      const address = parseLabAddress(text);
      const name = formatLabAddress(address);
      if (!grants.allows(name) && !(await askToReach(window(), address))) return null;
      grants.grant(name);
      return name;
    },
    choosePlaces: async ({ places: asked }) => {
      const places = placesAsked(asked);
      const names = places.map(thereName);
      const address = lab.address;
      if (address === undefined) throw new StrandlineError('unsupported', strings.labHere);
      const isGranted = names.every((name) => grants.allows(name));
      if (!isGranted && !(await askToUse(window(), address, places))) return null;
      for (const name of names) grants.grant(name);
      return names;
    },
    chooseModel: ({ title }) => chooseFile(title, { name: strings.models, extensions: ['onnx'] }),
    chooseTable: ({ title }) =>
      chooseFile(title, { name: strings.tables, extensions: ['csv', 'tsv', 'txt', 'xlsx'] }),
    choosePackedLab: ({ title }) => chooseFile(title, { name: strings.packedLabs, extensions: ['zip'] }),
    openFile: ({ written }) => openFile(written, grants),
    keepAwake: ({ on, reason }) => ({ awake: awake.set(reason, on) }),
    recentLabs: () =>
      settings.current.recentLabs.map(({ directory, name }) => ({
        directory,
        name: name ?? null,
        // Whether a lab elsewhere is there is seen when it is opened.
        there: isLabAddress(directory) || existsSync(join(directory, 'lab.sqlite3')),
      })),
    forgetLab: ({ lab }) => settings.forgetLab(lab),
    locale: () => app.getSystemLocale(),
    preferences: () => settings.current.preferences,
    setPreferences: (preferences) => {
      nativeTheme.themeSource = preferences.theme;
      settings.rememberPreferences(preferences);
    },
    setMenus: (menus) => showMenus(menus, (id) => announce('shell.menuCommand', { id })),
    hearFarKey: ({ key }) => ({ heard: farKey.hear(key, () => announce('shell.farKey', { key })) }),
    editText: ({ what }) => window().webContents[what](),
    stopReaching: () => lab.stopReaching(),
    stopCarrying: () => lab.stopCarrying(),
    restartHost: () => host.restart(),
  };
}
