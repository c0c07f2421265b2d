/** So many samples have that class; null: have none. */
interface Counted {
  readonly class: string | null;
  readonly samples: number;
}

/** Samples in all and by the name of their class, of what was counted class by class. */
export function summedSamples(rows: readonly Counted[]): {
  samples: number;
  classes: Record<string, number>;
} {
  return {
    samples: rows.reduce((sum, { samples }) => sum + samples, 0),
    classes: Object.fromEntries(
      rows.flatMap(({ class: name, samples }) => (name === null ? [] : [[name, samples] as const])),
    ),
  };
}
