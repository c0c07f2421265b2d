import type { SurveyProtocol } from '../domain/survey.ts';
import { type SurveyField, surveyFields } from '../fields/survey-fields.ts';
import { numberText } from '../written.ts';
import type { Found, Load } from './load.ts';

/** One item that a report of microplastics must have, with what is there of it. */
interface GuidelineItem {
  readonly name: string;
  /** What is there, or null. */
  readonly there: string | null;
  /** What to enter where it is not. */
  readonly enter: string;
}

/**
 * The compulsory items of Cowger et al. 2020 (doi:10.1177/0003702820930292) as the Australian field manual has them, each
 * with what the survey says of it.
 *
 * @param site whether coordinates of the site are known.
 */
export function guidelineItems(
  { items, protocol }: Pick<Found, 'items' | 'protocol'>,
  load: Load,
  site: { readonly hasPosition: boolean },
): GuidelineItem[] {
  const said = (...fields: SurveyField[]): string | null => {
    const words = fields.flatMap((field) => valueText(protocol, field) ?? []);
    return words.length === 0 ? null : words.join('; ');
  };
  const labelsOf = (...fields: SurveyField[]): string =>
    `In the survey: ${fields.map((field) => surveyFields[field].label).join(', ')}.`;
  const of = (name: string, ...fields: SurveyField[]): GuidelineItem => ({
    name,
    there: said(...fields),
    enter: labelsOf(...fields),
  });
  const beach = items.filter(({ role }) => role === 'environmental');
  const identified = beach.filter(({ polymer }) => polymer).length;
  const hasPosition = site.hasPosition || (protocol.latitude !== null && protocol.longitude !== null);
  const when = protocol.date !== null && protocol.startTime !== null;
  return [
    of('Question', 'purpose'),
    of('Manual followed', 'protocol'),
    of('Location', 'site'),
    {
      name: 'Samples per location',
      there:
        load.quadrats === null ? null : `${load.quadrats} ${load.quadrats === 1 ? 'quadrat' : 'quadrats'}`,
      enter: labelsOf('replicates'),
    },
    {
      name: 'Replicates',
      there: load.apart ? 'counted apart' : null,
      enter: 'The replicate of every sample and tray, and in the survey how many there are.',
    },
    of('Against contamination', 'cleanAir', 'cottonClothing', 'nonPlasticTools'),
    {
      name: 'GPS, date and time',
      there: hasPosition && when ? (said('latitude', 'longitude', 'date', 'startTime') ?? '') : null,
      enter: labelsOf('latitude', 'longitude', 'date', 'startTime'),
    },
    of('What was sampled', 'sediment'),
    of('Depth and position', 'depth', 'zone'),
    of('How it was sampled', 'device', 'quadratSide'),
    of('Sieving', 'sieveMesh'),
    of('Density separation', 'solution', 'density'),
    of('Digestion', 'digestion'),
    of('How it was counted', 'picking', 'magnification'),
    {
      name: 'Polymers identified',
      there: identified === 0 ? null : `${identified} of ${beach.length} things`,
      enter: 'In samples: Polymer and Identified by.',
    },
    {
      name: 'Load after control correction',
      there: load.blanks === null ? null : `mean of ${load.blanks.blanks} blanks subtracted`,
      enter: 'Blanks as samples or trays of the role Blank, with a replicate each; and how many there were.',
    },
    of('Lower size limit', 'sieveMesh', 'filterPore'),
  ];
}

function valueText(protocol: SurveyProtocol['fields'], field: SurveyField): string | undefined {
  const value = protocol[field];
  if (value === null) return undefined;
  const spec = surveyFields[field];
  if (spec.kind === 'choice') {
    const options: Readonly<Record<string, string>> = spec.options;
    const word = options[String(value)] ?? String(value);
    return word === 'Yes' || word === 'No' ? `${spec.label}: ${word.toLowerCase()}` : word;
  }
  return typeof value === 'number' && spec.kind === 'number' && spec.unit !== null
    ? `${spec.label} ${numberText(value)} ${spec.unit}`
    : String(value);
}
