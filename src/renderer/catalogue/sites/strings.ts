import { plural } from '../../lib/plural.ts';

/** Sentences about sites and the map. */
export const sitesStrings = {
  title: 'Sites',
  close: 'Back to the samples',
  add: 'New site',
  newTitle: 'New site',
  editTitle: 'Edit site',
  edit: 'Edit site',
  remove: 'Remove site',
  save: 'Save',
  search: 'Search sites and surveys',
  searchHint: 'name, country, date',
  list: 'Sites and surveys',
  withoutSite: 'Surveys without a site',
  surveys: (count: number): string => plural(count, 'survey'),
  samples: (count: number): string => plural(count, 'sample'),
  lastVisit: (date: string): string => `last ${date}`,
  showAll: 'Show its samples',
  openSurvey: (name: string): string => `Show the samples of ${name}`,
  nothingFound: 'No site and no survey is like that.',
  empty: 'A site is a beach that you visit again and again. Add one here, or name it in a survey.',
  chooseOne: 'Choose a site in the list or on the map.',
  noPosition: 'It has no position yet.',
  setPosition: 'Set its position',
  noSurveys: 'No survey yet.',
  placed: (placed: number, all: number): string => `${placed} of ${all} on the map`,
  map: 'Map of the sites',
  surveyMap: 'Map of the survey’s position',
  mapPicking: (label: string): string =>
    `${label}. Arrows move it, plus and minus zoom, Enter takes the place under the cross.`,
  pickHint: "Click on the map, or write the position: 54.32310 or 54°19.386'N.",
  onMap: 'Choose on the map',
  hideMap: 'Hide the map',
  asSite: (site: string): string => `as ${site}`,
  source: 'Coasts: Natural Earth',
  removed: (name: string, surveys: number): string =>
    surveys === 0
      ? `${name} removed.`
      : `${name} removed; ${plural(surveys, 'survey')} of it stay, without a site.`,
  groups: {
    site: 'Site',
    position: 'Position',
    beach: 'Beach',
    surroundings: 'Surroundings',
    remarks: 'Remarks',
  },
} as const;
