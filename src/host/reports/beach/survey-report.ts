import { dateText, fixedText, numberText } from '#shared/written.ts';
import { guidelineItems } from '#shared/beach/guideline.ts';
import type { Grams } from '#shared/beach/grams.ts';
import { type ClassLoad, type Load, type Stratum, densityUnits, missingIn } from '#shared/beach/load.ts';
import type { Estimate } from '#shared/learning/figures/cluster-bootstrap.ts';
import { type Place, placesPlot, viewOf } from '#shared/plots/places.ts';
import { sizeHistogram } from '#shared/plots/sizes.ts';
import { type Lab, labName } from '#host/catalogue/lab.ts';
import type { FoundInSurvey } from '#host/catalogue/queries/beach.ts';
import { listSites } from '#host/catalogue/queries/sites.ts';
import { type Cell, Page, type PageNode } from '../page.ts';
import { beachTable } from './beach-table.ts';
import { landWithin } from './land.ts';
import { type SurveyLoad, compared, inUnit, surveyLoad } from './survey-load.ts';
import { unitWords, wholeName } from './words.ts';

const mostColumns = 3;

interface SurveyReport {
  readonly html: string;
  /** CSV, comma and guard as of every export. */
  readonly csv: string;
  readonly name: string;
}

/**
 * What the beach of a survey carries, as a page and as a table.
 *
 * @param against another survey that it is compared with.
 * @param at when the report is made, ISO.
 * @throws StrandlineError `not-found` for a survey that is not in use.
 */
export function surveyReport(
  lab: Lab,
  { survey, against }: { readonly survey: number; readonly against?: number | undefined },
  at: string,
): SurveyReport {
  const here = surveyLoad(lab, survey);
  const other = against === undefined ? undefined : surveyLoad(lab, against);
  return {
    html: pageOf(lab, here, other, at),
    csv: beachTable(here, other && compared(here.load, other.load)),
    name: `${here.name} what the beach carries`,
  };
}

function pageOf(lab: Lab, here: SurveyLoad, other: SurveyLoad | undefined, at: string): string {
  const { name, found, load } = here;
  const { protocol } = found;
  const page = new Page(`${name}, what the beach carries – ${labName(lab)}`);
  const when = protocol.date === null ? [] : [dateText(protocol.date)];
  page.add(
    page.el('h1', {}, `${name}: what the beach carries`),
    page.p([protocol.site ?? 'no site', ...when, `lab “${labName(lab)}”`].join(', '), 'quiet'),
    headline(page, load),
    ...notes(here).map((note) => page.p(note, 'warning')),
  );
  const missing = missingIn(found, load, found.from.allTrays);
  page.section('Counts and densities', ...countsTables(page, load), page.p(countsNote(here), 'quiet'));
  if (other !== undefined) page.section(`Compared with ${other.name}`, ...comparison(page, here, other));
  for (const [kind, heading] of [
    ['morphotype', 'By shape'],
    ['colour', 'By colour'],
    ['size', 'By size'],
  ] as const)
    page.section(heading, ...stratumTable(page, load, kind), ...(kind === 'size' ? sizes(page, found) : []));
  page.section('Blanks and recovery', ...blanks(page, here));
  page.section('Where', ...place(page, lab, here));
  page.section('How it was worked out', ...method(page, here));
  page.section(
    'What is missing',
    missing.length === 0
      ? page.p('Nothing.', 'quiet')
      : page.el('ul', {}, ...missing.map((one) => page.el('li', {}, one))),
  );
  page.section('What a report must have', guideline(page, lab, here));
  return page.html(at);
}

function headline(page: Page, load: Load): PageNode {
  return page.el(
    'div',
    { class: 'headline' },
    ...load.classes.map((one) =>
      page.el(
        'div',
        {},
        page.el(
          'span',
          { class: 'quiet' },
          `${one.name}, ${load.unit === null ? 'items per quadrat' : unitWords[load.unit]}`,
        ),
        page.el('strong', {}, estimateText(inUnit(one, load.unit))),
      ),
    ),
  );
}

/** What must be known before a figure is read. */
function notes({ found, load }: SurveyLoad): string[] {
  const { reviewedTrays, allTrays } = found.from;
  return [
    ...(reviewedTrays < allTrays
      ? [`Trays: reviewed ${reviewedTrays} of ${allTrays}. What is in the others is not counted.`]
      : []),
    ...(load.uncorrected === null ? [] : [`The model's counts are not corrected: ${load.uncorrected}.`]),
    ...(load.unsure + load.unlike === 0
      ? []
      : [
          `The model is not sure, and nobody has decided: ${thingsText(load.unsure + load.unlike)}, of which ${numberText(load.unlike)} unlike anything in its training. They count as the likeliest class.`,
        ]),
    ...(load.blanks?.standing === 'undetected'
      ? ['The count per quadrat is below the limit of detection: blanks hold as much by chance.']
      : []),
    ...(load.blanks?.standing === 'uncounted'
      ? [
          'The count per quadrat is below the limit of quantification: there is something, how much is uncertain.',
        ]
      : []),
  ];
}

function countsTables(page: Page, load: Load): PageNode[] {
  const rows = [...load.classes, load.total];
  const called = ({ name }: ClassLoad): string => (name === '' ? wholeName : name);
  const units = densityUnits.filter((unit) => load.factors[unit] !== undefined);
  const figure = (of: Estimate | undefined): Cell => ({ figure: of === undefined ? '–' : estimateText(of) });
  const grams = ({ grams: of }: ClassLoad): Cell => ({
    figure: of === null ? '–' : `${gramsText(of)}, ${of.weighed} of ${of.of} weighed`,
  });
  const hasGrams = load.total.grams !== null;
  return [
    page.table(
      ['Class', 'Model says', 'Person says', 'In blanks', 'Corrected, per quadrat'],
      rows.map((one) => [called(one), one.model, one.person, one.blanks, figure(one.perQuadrat)]),
    ),
    ...(units.length === 0
      ? []
      : [
          page.table(
            ['Class', ...units.map((unit) => unitWords[unit]), ...(hasGrams ? ['g per m²'] : [])],
            rows.map((one) => [
              called(one),
              ...units.map((unit) => figure(one.densities[unit])),
              ...(hasGrams ? [grams(one)] : []),
            ]),
          ),
        ]),
  ];
}

function countsNote({ found: { from, items }, load }: SurveyLoad): string {
  const beach = items.filter(({ role }) => role === 'environmental').length;
  const quadrats =
    load.quadrats === null
      ? 'an unknown number of quadrats'
      : `${load.quadrats} ${load.quadrats === 1 ? 'quadrat' : 'quadrats'}`;
  return `${numberText(beach)} things of the beach from ${quadrats}: ${from.samples} samples (kept in ${from.sessions} sessions at the bench, or added) and ${from.inTrays} things in ${from.reviewedTrays} reviewed trays, blanks and spikes included. A thing that both model and person named stands in both counts; what follows takes the person's word. In brackets 95 % intervals.`;
}

function stratumTable(page: Page, load: Load, kind: keyof Load['strata']): PageNode[] {
  const strata = load.strata[kind];
  if (strata.length === 0) return [page.p('Nothing was found.', 'quiet')];
  const unit =
    load.unit === null ? 'Items per quadrat' : `Items ${unitWords[load.unit].replace('items ', '')}`;
  // More columns than these do not fit a sheet of paper.
  if (load.names.length > mostColumns)
    return [
      page.table(
        [unit, 'Things', 'Class', 'Estimate'],
        strata.flatMap(({ word, things, classes, total }) =>
          [...classes, { name: wholeName, estimate: total }].map(({ name, estimate }): Cell[] => [
            word,
            things,
            name,
            { figure: estimateText(estimate) },
          ]),
        ),
      ),
    ];
  const row = ({ word, things, classes, total }: Stratum): Cell[] => [
    word,
    things,
    ...classes.map(({ estimate }) => ({ figure: estimateText(estimate) })),
    { figure: estimateText(total) },
  ];
  return [page.table([unit, 'Things', ...load.names, wholeName], strata.map(row))];
}

function sizes(page: Page, { items }: FoundInSurvey): PageNode[] {
  const known = items.flatMap(({ role, sizeUm }) =>
    role === 'environmental' && sizeUm !== null && sizeUm > 0 ? [sizeUm] : [],
  );
  if (known.length === 0) return [];
  const title = `Size of ${numberText(known.length)} things, as they were counted`;
  const middle = known.toSorted((a, b) => a - b)[Math.floor(known.length / 2)] ?? 0;
  return [
    page.figure(
      title,
      `${title}: from ${numberText(Math.round(Math.min(...known)))} to ${numberText(Math.round(Math.max(...known)))} µm, half of them below ${numberText(Math.round(middle))} µm.`,
      sizeHistogram(known, { x: 'Largest Feret diameter, µm', y: 'Things' }),
      { width: 640, height: 240 },
    ),
  ];
}

function blanks(page: Page, { found: { protocol }, load }: SurveyLoad): PageNode[] {
  const { blanks: limits } = load;
  const recovery =
    protocol.spikeRecovery === null
      ? 'not known'
      : `${numberText(protocol.spikeRecovery)} %; densities are not divided by it`;
  if (limits === null)
    return [
      page.p('There are no blanks in the lab: nothing was subtracted.'),
      page.p(`Recovery: ${recovery}.`),
    ];
  const limit = (value: number | null): string =>
    value === null ? 'not known' : `${fixedText(value, 1)} things per quadrat`;
  return [
    page.facts([
      ['Blanks, field and laboratory', String(limits.blanks)],
      ['Things in a blank, mean', fixedText(limits.mean, 1)],
      ['Standard deviation', limits.sd === null ? 'not known' : fixedText(limits.sd, 1)],
      ['Limit of detection', limit(limits.detection)],
      ['Limit of quantification', limit(limits.quantification)],
      ['Recovery of spikes', recovery],
      ['Things that came from spikes', String(load.spikes)],
    ]),
    page.p(
      'By class, the mean of the blanks is subtracted from every quadrat: a blank goes through all that a quadrat goes through. Limits are mean + 3 and + 10 standard deviations of the blanks.',
      'quiet',
    ),
  ];
}

function positionOf(lab: Lab, { found: { protocol } }: SurveyLoad): Place | undefined {
  const site = listSites(lab.db).find(({ name }) => name === protocol.site);
  const latitude = protocol.latitude ?? site?.latitude ?? null;
  const longitude = protocol.longitude ?? site?.longitude ?? null;
  return latitude === null || longitude === null
    ? undefined
    : { name: protocol.site ?? 'here', latitude, longitude };
}

function place(page: Page, lab: Lab, survey: SurveyLoad): PageNode[] {
  const here = positionOf(lab, survey);
  const { protocol } = survey.found;
  if (here === undefined)
    return [page.p('No position is known: enter latitude and longitude of the survey or its site.')];
  const others = listSites(lab.db).flatMap(({ name, latitude, longitude }) =>
    latitude === null ||
    longitude === null ||
    name === protocol.site ||
    Math.hypot(latitude - here.latitude, longitude - here.longitude) > 1
      ? []
      : [{ name, latitude, longitude }],
  );
  const end =
    protocol.endLatitude !== null && protocol.endLongitude !== null
      ? [here, { latitude: protocol.endLatitude, longitude: protocol.endLongitude }]
      : [];
  const view = viewOf(here, [...others, ...end]);
  const text = `${fixedText(here.latitude, 5)}, ${fixedText(here.longitude, 5)} (WGS 84)`;
  return [
    page.figure(
      `${here.name}: ${text}`,
      `Where the survey was: ${text}; ${others.length} other sites of the lab within a degree. North is up; land is grey.`,
      placesPlot(here, others, end, { view, land: landWithin(view) }),
      { width: 480, height: 260 },
    ),
    page.p('Coasts are those of Natural Earth for 1:10 million, good to a kilometre.', 'quiet'),
  ];
}

function method(page: Page, { found: { model }, load }: SurveyLoad): PageNode[] {
  const tested =
    model?.confusion?.reduce((total, row) => total + row.reduce((sum, one) => sum + one, 0), 0) ?? 0;
  const sentences = [
    "A person's word is taken as it is.",
    load.byModel && load.uncorrected === null
      ? `Counts of the model (${model?.name ?? ''}) are corrected by what it takes for what, as found on ${tested} samples that it had not seen: the solution of counts = true counts · shares (Rogan and Gladen 1978, doi:10.1093/oxfordjournals.aje.a112510; for more than two classes Buonaccorsi 2010, Measurement Error, chapter 2). It holds whatever the mix on the beach, as long as the model errs there as it did on them, and things that persons decided on were not picked by how sure it was.`
      : 'No count was corrected by what a model takes for what.',
    'Intervals hold 95 % of 2,000 draws, in each of which the shares (Dirichlet), the mean of the quadrats and that of the blanks (gamma, with their own spread and, as few of them tell it, Student’s correction) are drawn anew. The same survey gives the same intervals. What comes out below 0 is told as 0; the sum of all classes is made before that.',
    'Mass and volume of sediment are taken as those of all quadrats together. Grams are the corrected counts times the mean mass of those things that were weighed, which stand for the others of their class; the intervals have both.',
    'On beaches made up for the purpose, with 3 to 20 quadrats, the interval held the truth in 93 to 98 of 100; where litter lies in few large patches in 90 to 93.',
  ];
  return sentences.map((one) => page.p(one));
}

function guideline(page: Page, lab: Lab, survey: SurveyLoad): PageNode {
  const items = guidelineItems(survey.found, survey.load, {
    hasPosition: positionOf(lab, survey) !== undefined,
  });
  return page.table(
    ['Compulsory (Cowger et al. 2020)', 'There', 'What, or what to enter'],
    items.map(({ name, there, enter }) => [
      name,
      there === null ? '✗ missing' : '✓',
      page.el('span', { class: there === null ? 'text' : 'quiet text' }, there ?? enter),
    ]),
    { class: 'guideline' },
  );
}

function comparison(page: Page, here: SurveyLoad, other: SurveyLoad): PageNode[] {
  const both = compared(here.load, other.load);
  if (both === undefined)
    return [
      page.p(
        'The surveys have no unit in common: enter quadrat side, dry mass or volume in both.',
        'warning',
      ),
    ];
  const verdict = ({ ci95: [low, high] }: Estimate): string =>
    low > 0 ? 'more' : high < 0 ? 'less' : 'cannot be told apart';
  return [
    page.table(
      [`Class, ${unitWords[both.unit]}`, here.name, other.name, 'Difference', 'So'],
      both.classes.map(({ name, here: one, there, difference }) => [
        name,
        { figure: estimateText(one) },
        { figure: estimateText(there) },
        { figure: estimateText(difference) },
        verdict(difference),
      ]),
    ),
    page.p('The difference is made draw by draw; the model errs alike on both surveys.', 'quiet'),
  ];
}

/** `41 (30 to 55)`: three digits that count. */
function estimateText({ value, ci95: [low, high] }: Estimate): string {
  return `${figureText(value)} (${figureText(low)} to ${figureText(high)})`;
}

function figureText(value: number): string {
  return numberText(value, { maximumSignificantDigits: 3 }).replace('-', '−');
}

function gramsText({ value, ci95 }: Grams): string {
  return ci95 === null ? figureText(value) : estimateText({ value, ci95 });
}

function thingsText(n: number): string {
  return n === 1 ? '1 thing' : `${numberText(n)} things`;
}
