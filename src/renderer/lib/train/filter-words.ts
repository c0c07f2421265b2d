import type { ClassSummary, SurveySummary } from '#shared/catalogue.ts';
import { detailFields } from '#shared/fields/sample-fields.ts';
import type { SampleFilter } from '#shared/grid.ts';
import { vocabularies } from '#shared/vocabulary.ts';
import { lengthText } from '../format.ts';
import { strings } from '../strings.ts';

interface Names {
  readonly surveys: readonly Pick<SurveySummary, 'id' | 'name'>[];
  readonly classes: readonly Pick<ClassSummary, 'id' | 'name'>[];
}

/** What a filter asks for, part by part, as the grid's own labels say it. */
export function filterWords(filter: SampleFilter, { surveys, classes }: Names): string[] {
  const words = strings.catalogue;
  const nameIn = (list: Names['surveys'], id: number): string =>
    list.find((one) => one.id === id)?.name ?? String(id);
  return Object.entries(filter).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const told = value === null ? words.none : String(value);
    switch (key as keyof SampleFilter) {
      case 'survey':
        return [nameIn(surveys, Number(value))];
      case 'class':
        return [`${words.class}: ${value === null ? words.none : nameIn(classes, Number(value))}`];
      case 'morphotype':
      case 'colour':
      case 'polymer': {
        const field = key as 'morphotype' | 'colour' | 'polymer';
        const term = vocabularies[field].find(({ id }) => id === value)?.word;
        return [`${detailFields[field].label}: ${term ?? told}`];
      }
      case 'transparency':
      case 'identification':
      case 'role': {
        const { label, options } = detailFields[key as 'transparency' | 'identification' | 'role'];
        const word = Object.entries(options).find(([option]) => option === value)?.[1];
        return [`${label}: ${word ?? told}`];
      }
      case 'sizeFrom':
        return [`≥ ${lengthText(Number(value))}`];
      case 'sizeTo':
        return [`< ${lengthText(Number(value))}`];
      case 'dateFrom':
        return [`${words.dateFrom} ${told}`];
      case 'dateTo':
        return [`${words.dateTo} ${told}`];
      case 'withPhotos':
        return [`${words.withPhotos}: ${value === true ? words.withPhotosYes : words.withPhotosNo}`];
      case 'text':
        return [`“${told}”`];
      default:
        return [`${key}: ${told}`];
    }
  });
}
