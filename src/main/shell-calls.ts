import { existsSync } from 'node:fs';
import { type BrowserWindow, dialog } from 'electron';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { photoExtensions } from '#shared/photo-extensions.ts';
import type { Awake } from './awake.ts';
import { documentCalls } from './documents.ts';
import type { PathGrants } from './path-grants.ts';
import type { SettingsFile } from './settings.ts';
import { strings } from './strings.ts';

/** The calls that the shell answers itself. What the user chooses in a dialog becomes a granted path. */
export function shellCalls(
  window: () => BrowserWindow,
  grants: PathGrants,
  settings: SettingsFile,
  awake: Awake,
): HandlersOf<StrandlineContract, 'shell'>['shell'] {
  return {
    ...documentCalls(window, grants),
    keepAwake: ({ on, reason }) => ({ awake: awake.set(reason, on) }),
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
    chooseModel: async ({ title }) => {
      const { filePaths } = await dialog.showOpenDialog(window(), {
        title,
        filters: [{ name: strings.models, extensions: ['onnx'] }],
        properties: ['openFile'],
      });
      const [file] = filePaths;
      if (file === undefined) return null;
      grants.grant(file);
      return file;
    },
    recentLabs: () => settings.current.recentLabs.filter((directory) => existsSync(directory)),
  };
}
