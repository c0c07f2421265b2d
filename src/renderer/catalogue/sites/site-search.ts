import type { SurveySummary } from '#shared/domain/survey.ts';
import { countryName } from '#shared/fields/site-fields.ts';
import type { SiteSummary } from '#shared/domain/sites.ts';

/** A site with those of its surveys that are meant; without a site: surveys that name none. */
export interface FoundSite {
  readonly site: SiteSummary | undefined;
  readonly surveys: readonly SurveySummary[];
}

/**
 * Finds sites and surveys by words of their names, countries and dates (`north 2026-04 germany`); all of them must be found.
 * A site that has them itself comes with all its surveys, else with those that add what it lacks.
 */
export function searchSites(
  sites: readonly SiteSummary[],
  surveys: readonly SurveySummary[],
  text: string,
): FoundSite[] {
  const words = folded(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  const bySite = Map.groupBy(surveys, ({ site }) => site);
  const meets = (hay: string): boolean => words.every((word) => folded(hay).includes(word));
  const found = sites.flatMap((site): FoundSite[] => {
    const own = bySite.get(site.name) ?? [];
    const words = [site.name, site.region, site.country, countryName(site.country)].join(' ');
    if (meets(words)) return [{ site, surveys: own }];
    const matching = own.filter((survey) => meets(`${words} ${wordsOf(survey)}`));
    return matching.length === 0 ? [] : [{ site, surveys: matching }];
  });
  const alone = (bySite.get(null) ?? []).filter((survey) => meets(wordsOf(survey)));
  return alone.length === 0 ? found : [...found, { site: undefined, surveys: alone }];
}

function wordsOf({ name, date }: SurveySummary): string {
  return `${name} ${date ?? ''}`;
}

/** Without capitals and accents: nobody types them to search. */
function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
