import type { BinKind } from '#shared/domain/bin.ts';
import { plural } from '../../lib/plural.ts';

/** Sentences of the bin. */
export const binStrings = {
  title: 'Bin',
  close: 'Back to the samples',
  empty:
    'The bin is empty. What you move here keeps its place, its photos and its history until you take it out.',
  kinds: { site: 'Sites', survey: 'Surveys', tray: 'Trays', sample: 'Samples', photo: 'Photos' },
  newest: (shown: number, total: string): string => `the newest ${shown} of ${total}`,
  facts: (of: string, photos: number, kind: BinKind): string =>
    [of, kind === 'photo' || kind === 'site' || kind === 'tray' ? '' : plural(photos, 'photo')]
      .filter((fact) => fact !== '')
      .join(' · '),
  since: (time: string): string => `since ${time}`,
  restore: 'Take out',
  restoreNamed: (name: string): string => `Take ${name} out of the bin`,
  restoreAll: (count: number): string => `Take all ${count} out`,
  restored: {
    site: (count: number): string => `${plural(count, 'site')} taken out of the bin.`,
    survey: (count: number): string => `${plural(count, 'survey')} taken out of the bin.`,
    tray: (count: number): string => `${plural(count, 'tray')} taken out of the bin.`,
    sample: (count: number): string => `${plural(count, 'sample')} taken out of the bin.`,
    photo: (count: number): string => `${plural(count, 'photo')} taken out of the bin.`,
  },
} as const;
