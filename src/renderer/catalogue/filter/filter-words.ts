import type { ClassSummary } from '#shared/domain/class.ts';
import type { SurveySummary } from '#shared/domain/survey.ts';
import { detailFields } from '#shared/fields/sample-fields.ts';
import type { SampleFilter } from '#shared/domain/grid.ts';
import { vocabularies } from '#shared/domain/vocabulary.ts';
import { lengthText, nbsp } from '../../lib/format.ts';
import { catalogueStrings as words } from '../strings.ts';

interface Names {
  readonly surveys: readonly Pick<SurveySummary, 'id' | 'name' | 'site' | 'siteId'>[];
  readonly classes: readonly Pick<ClassSummary, 'id' | 'name'>[];
}

type Key = keyof SampleFilter;

/** A part of a filter in words, and the keys of it that these are the words of. */
export interface FilterPart {
  readonly keys: readonly Key[];
  readonly words: string;
}

/** What a filter asks for, part by part, as the grid's own labels say it. A range that has both its ends is one part. */
export function filterParts(filter: SampleFilter, names: Names): FilterPart[] {
  const told = new Set<Key>();
  return (Object.keys(filter) as Key[]).flatMap((key) => {
    if (filter[key] === undefined || told.has(key)) return [];
    const range = ranges.find(([from, to]) => from === key || to === key) ?? [key];
    const keys = range.filter((one) => filter[one] !== undefined);
    for (const one of keys) told.add(one);
    return [{ keys, words: wordsOf(filter, key, names) }];
  });
}

/** {@link filterParts} without what they are parts of. */
export function filterWords(filter: SampleFilter, names: Names): string[] {
  return filterParts(filter, names).map(({ words }) => words);
}

const ranges: readonly (readonly [from: Key, to: Key])[] = [
  ['sizeFrom', 'sizeTo'],
  ['massFrom', 'massTo'],
  ['dateFrom', 'dateTo'],
];

function wordsOf(filter: SampleFilter, key: Key, { surveys, classes }: Names): string {
  switch (key) {
    case 'survey':
      return nameIn(surveys, filter.survey);
    case 'site':
      return filter.site === null
        ? words.noSite
        : `${words.site}: ${surveys.find(({ siteId }) => siteId === filter.site)?.site ?? words.otherSite}`;
    case 'class':
      return `${words.class}: ${filter.class === null ? words.none : nameIn(classes, filter.class)}`;
    case 'morphotype':
    case 'colour':
    case 'polymer': {
      const term = vocabularies[key].find(({ id }) => id === filter[key])?.word;
      return `${detailFields[key].label}: ${term ?? filter[key] ?? words.none}`;
    }
    case 'transparency':
    case 'identification':
    case 'role': {
      const { label, options } = detailFields[key];
      const word = Object.entries(options).find(([option]) => option === filter[key])?.[1];
      return `${label}: ${word ?? filter[key] ?? words.none}`;
    }
    case 'sizeFrom':
    case 'sizeTo':
      return `${detailFields.sizeUm.label}: ${rangeText(filter.sizeFrom, filter.sizeTo, lengthText)}`;
    case 'massFrom':
    case 'massTo': {
      const { label, unit } = detailFields.massMg;
      return `${label}: ${rangeText(filter.massFrom, filter.massTo, (mass) => `${mass}${nbsp}${unit}`)}`;
    }
    case 'dateFrom':
    case 'dateTo':
      return words.dates(filter.dateFrom, filter.dateTo);
    case 'replicate':
      return `${detailFields.replicate.label}: ${filter.replicate ?? words.none}`;
    case 'withPhotos':
      return filter.withPhotos === true ? words.withPhotosYes : words.withPhotosNo;
    case 'withNotes':
      return filter.withNotes === true ? words.withNotesYes : words.withNotesNo;
    case 'review':
      return filter.review === undefined ? words.review : words.reviewStates[filter.review];
    case 'text':
      return `“${filter.text ?? ''}”`;
  }
}

function nameIn(list: readonly { id: number; name: string }[], id: number | undefined): string {
  return list.find((one) => one.id === id)?.name ?? String(id);
}

/** Ranges hold their lower end, not their upper one. */
function rangeText(
  from: number | undefined,
  to: number | undefined,
  text: (value: number) => string,
): string {
  if (from === undefined) return `< ${text(to ?? 0)}`;
  return to === undefined ? `≥ ${text(from)}` : `${text(from)} – ${text(to)}`;
}
