/** How many samples have a class, and which share of all samples that is. */
export interface ClassCount {
  /** Null for those that have no class. */
  readonly name: string | null;
  readonly samples: number;
  /** 0..1, of all samples, those without a class too. */
  readonly share: number;
}

/**
 * What samples are, class by class: always in samples, never in photos (a sample with ten angles is one fragment), and with
 * those that have no class last, since a share of the labelled alone would hide what is still to be done.
 *
 * @param samples how many there are in all. @param labelled how many of them have which class.
 * @param order names of the classes as the lab orders them; others come behind.
 */
export function classCounts(
  samples: number,
  labelled: Readonly<Record<string, number>>,
  order: readonly string[] = [],
): ClassCount[] {
  const place = new Map(order.map((name, index) => [name, index]));
  const placeOf = (name: string): number => place.get(name) ?? order.length;
  const classes = Object.entries(labelled).filter(([, count]) => count > 0);
  const unlabelled = samples - classes.reduce((sum, [, count]) => sum + count, 0);
  return [
    ...classes.toSorted(([a], [b]) => placeOf(a) - placeOf(b)),
    ...(unlabelled > 0 ? [[null, unlabelled] as const] : []),
  ].map(([name, count]) => ({ name, samples: count, share: samples === 0 ? 0 : count / samples }));
}
