import type { Tray } from '#shared/domain/tray.ts';
import { hashInName } from '../../export/trays/exported-trays.ts';

/**
 * The tray that a picture's name tells: one of an export of ours by the hash in it, else the one tray of the survey whose file
 * was called so.
 *
 * @param survey null: only the hash counts. @param size of the picture, where it is known.
 */
export function trayOfName(
  trays: readonly Tray[],
  survey: number | null,
  name: string,
  size: { readonly width: number; readonly height: number } | null,
): Tray | undefined {
  const hash = hashInName(name);
  const exported = hash === undefined ? undefined : trays.find((one) => one.hash.startsWith(hash));
  if (exported !== undefined || survey === null) return exported;
  const plain = (text: string): string => text.replace(/\.\w+$/, '');
  const named = trays.filter(
    (one) =>
      one.survey.id === survey &&
      (one.fileName === name || plain(one.fileName) === name) &&
      (size === null || (one.width === size.width && one.height === size.height)),
  );
  return named.length === 1 ? named[0] : undefined;
}
