import type { ReviewItem } from '#shared/review/queue.ts';
import { labelReader } from '#shared/review/review.ts';
import { percent } from '../../lib/format.ts';
import { reviewStrings as words } from './strings.ts';

/** Why a sample needs a look, in a sentence. @param names of the lab's classes, by id. */
export function reasonText(
  { reason, label, opinion, readings, claims }: ReviewItem,
  names: ReadonlyMap<number, string>,
): string {
  const labelName = label === null ? undefined : names.get(label);
  const said = (parts: readonly string[]): string =>
    `${[...parts, ...(labelName === undefined ? [] : [words.labelIs(labelName)])].join('; ')}.`;
  if (reason === 'folders')
    return said(claims.map(({ file, classId }) => words.claims(file, names.get(classId) ?? '')));
  if (reason === 'readers')
    return said(readings.map(({ person, classId }) => words.reads(person, names.get(classId) ?? '')));
  if (opinion === null) return '';
  const says = names.get(opinion.classId ?? 0) ?? words.unknownClass;
  const confidence = percent(opinion.confidence);
  if (reason === 'disagrees')
    return (opinion.outcome === 'class' ? words.whyDisagrees : words.whyLeans)(
      says,
      confidence,
      labelName ?? '',
    );
  const why = { unlike: words.whyUnlike, unsure: words.whyUnsure, unlabelled: words.whyUnlabelled }[reason];
  return why(says, confidence);
}

/** What a reader of an agreement is called who is no model. */
export function readerName(reader: string): string {
  return reader === labelReader ? words.labels : reader;
}
