import type { JudgedPhotos } from '#shared/contract/topics/figures.ts';

/** A judged photo or sample, whoever judged it. */
export type JudgedEntry = Omit<JudgedPhotos['entries'][number], 'verdict'>;

/** What a run said of it. */
export interface Verdict {
  readonly class: string;
  readonly confidence: number;
  readonly right: boolean;
  /** Which run, where there are two. */
  readonly by?: string;
}
