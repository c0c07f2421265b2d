import type { MergedLab } from '#shared/domain/lab-mark.ts';
import { plural } from './plural.ts';

/** Surveys that are named; a lab may have dozens. */
const named = 2;

/** What a person knows a lab by that was merged: its surveys, its mark, how many samples it brought. */
export function mergedLabText({ mark, samples, surveys }: MergedLab): string {
  const more = surveys.length - named;
  const names = [...surveys.slice(0, named), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return `${names} [${mark}], ${plural(samples, 'sample')}`;
}
