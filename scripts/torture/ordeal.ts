import type { Random } from '#shared/learning/random.ts';

/** What an ordeal works with. */
export interface Trial {
  /** A folder of its own, swept away afterwards. */
  readonly folder: string;
  readonly random: Random;
  /** How many times the fault shall strike. */
  readonly points: number;
}

/** What came of an ordeal. */
export interface Outcome {
  /** How many times the fault struck. */
  readonly tried: number;
  /** What was acknowledged and then lost, or damaged, or not said in words: a sentence each. Empty is the aim. */
  readonly lost: readonly string[];
}

/** One kind of fault, in one kind of work, struck again and again. */
export interface Ordeal {
  readonly name: string;
  /** What is done, as a row of the table says it. */
  readonly work: string;
  /** What befalls it. */
  readonly fault: string;
  /** What has to hold afterwards. */
  readonly holds: string;
  /** How often it strikes for each point asked for: more often where a blow takes a second. Default: once. */
  readonly weight?: number;
  readonly run: (trial: Trial) => Promise<Outcome>;
}
