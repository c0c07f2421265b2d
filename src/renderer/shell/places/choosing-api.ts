import { photoExtensions } from '#shared/domain/photo-extensions.ts';
import type { Api } from '../../lib/api.ts';
import type { PlaceChooser, Wanted } from './place-chooser.svelte.ts';

/**
 * The api with dialogs that offer the lab's computer, too, where that is another one.
 *
 * @param chooser is asked for when a dialog is: it stands on the api itself.
 */
export function choosingApi(api: Api, chooser: () => PlaceChooser): Api {
  const { shell } = api;
  const one = async (
    wanted: Pick<Wanted, 'title' | 'endings'> & Partial<Wanted>,
    here: () => Promise<string | null>,
  ): Promise<string | null> => {
    const asked = { what: 'file', isNew: false, onlyThere: false, ...wanted } as const;
    const [path = null] = await chooser().ask(asked, async () => {
      const chosen = await here();
      return chosen === null ? [] : [chosen];
    });
    return path;
  };
  return {
    ...api,
    shell: {
      ...shell,
      chooseFolder: (args) => {
        const here = (): Promise<string | null> => shell.chooseFolder(args);
        if (args.where === 'here') return here();
        const { title, forNewLab: isNew = false, where } = args;
        return one({ what: 'folder', title, endings: [], isNew, onlyThere: where === 'there' }, here);
      },
      chooseModel: (args) => one({ ...args, endings: ['onnx'] }, () => shell.chooseModel(args)),
      chooseTable: (args) =>
        one({ ...args, endings: ['csv', 'tsv', 'txt', 'xlsx'] }, () => shell.chooseTable(args)),
      choosePackedLab: (args) => one({ ...args, endings: ['zip'] }, () => shell.choosePackedLab(args)),
      choosePhotos: async ({ title }) => {
        const wanted = {
          what: 'files',
          title,
          endings: photoExtensions,
          isNew: false,
          onlyThere: false,
        } as const;
        return [...(await chooser().ask(wanted, () => shell.choosePhotos({ title })))];
      },
    },
  };
}
