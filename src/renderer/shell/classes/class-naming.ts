import type { Api } from '../../lib/api.ts';
import type { Writing } from '../edits/unsaved-edits.svelte.ts';

/** How names of classes are called among what is not saved. */
export const unsavedClassName = 'class name';

/** Another name for a class of the lab. */
export function classNaming(api: Api, { id, name }: { id: number; name: string }, to: string): Writing {
  return {
    field: unsavedClassName,
    value: to,
    before: new Map([[id, name]]),
    now: async () => new Map((await api.catalogue.classes()).map((one) => [one.id, one.name])),
    save: () => api.edits.renameClass({ class: id, name: to }),
  };
}
