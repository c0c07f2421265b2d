import type { RestorePreview } from '#shared/domain/backup.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Damaged, acceptable } from '../damage.ts';
import { newestWhole } from './list-backups.ts';
import { previewRestore } from './preview-restore.ts';
import { dateTimeText } from '#shared/written.ts';

/**
 * What a person is told of a lab that was not opened because of its database: what is wrong with it, the newest backup that is
 * whole, what that would lack, and how to go on.
 *
 * @returns with `damage` and what `says` it in its data, the `backup`'s name or null, and whether it can be opened all the same (`acceptable`).
 */
export function damagedLab(directory: string, { damage, words }: Damaged): StrandlineError {
  const newest = newestWhole(directory);
  const asItIs = acceptable.includes(damage);
  const sentences = [
    `The lab ${directory} was not opened: ${words}.`,
    newest === undefined
      ? 'It has no backup that is whole.'
      : offerText(previewRestore(directory, { backup: newest.name })),
    ...(newest === undefined ? [] : [`To take it: strandline restore "${directory}".`]),
    ...(asItIs ? [`To go on with what is there: strandline restore "${directory}" --as-it-is.`] : []),
  ];
  return new StrandlineError('lab-damaged', sentences.join(' '), {
    says: sentences.slice(0, 2).join(' '),
    directory,
    damage,
    backup: newest?.name ?? null,
    acceptable: asItIs,
  });
}

function offerText({ backup, files, unknownFiles }: RestorePreview): string {
  const { samples, photos } = backup.contents ?? { samples: 0, photos: 0 };
  const lacks = [
    ...(unknownFiles > 0
      ? [`${unknownFiles} ${unknownFiles === 1 ? 'photo file' : 'photo files'} of the lab came after it`]
      : []),
    ...(files.missing > 0 ? [`${files.missing} of its photo files are missing`] : []),
  ];
  const what = `The newest whole backup is of ${dateTimeText(backup.at)}, with ${samples} samples and ${photos} photos`;
  return lacks.length === 0 ? `${what}.` : `${what}; ${lacks.join(', and ')}.`;
}
