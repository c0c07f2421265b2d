import { inside, ownFile } from '#host/lib/inside.ts';
import type { Lab } from './lab.ts';

/**
 * Where a model's file lies.
 *
 * @param file relative to the lab's models/, as its row says.
 * @throws StrandlineError `corrupt-file` where that is no file of the lab.
 */
export function modelPath({ paths }: Pick<Lab, 'paths'>, { file }: { readonly file: string }): string {
  return ownFile(paths.models, inside(paths.models, file));
}
