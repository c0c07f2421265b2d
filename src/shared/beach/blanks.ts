/** What blanks allow to tell from what came into a sample on the way and in the laboratory, in things per blank. */
export interface BlankLimits {
  readonly blanks: number;
  /** Subtracted from every quadrat's count. */
  readonly mean: number;
  /** Sample standard deviation; null of fewer than two blanks, and with it both limits. */
  readonly sd: number | null;
  /** Mean and three standard deviations: fewer cannot be told from blanks (IUPAC 1978, limit of detection). */
  readonly detection: number | null;
  /** Mean and ten: fewer can be told, and not counted well (limit of quantification). */
  readonly quantification: number | null;
}

/** @param counts things in each blank, of all classes; null where there is none. */
export function blankLimits(counts: readonly number[]): BlankLimits | null {
  const blanks = counts.length;
  if (blanks === 0) return null;
  const mean = counts.reduce((total, one) => total + one, 0) / blanks;
  const sd =
    blanks < 2 ? null : Math.sqrt(counts.reduce((total, one) => total + (one - mean) ** 2, 0) / (blanks - 1));
  const above = (factor: number): number | null => (sd === null ? null : mean + factor * sd);
  return { blanks, mean, sd, detection: above(3), quantification: above(10) };
}

/** Where a mean count per quadrat, before anything is subtracted, stands to the limits; null where these are not known. */
export function standing(
  perQuadrat: number,
  { detection, quantification }: BlankLimits,
): 'undetected' | 'uncounted' | 'counted' | null {
  if (detection === null || quantification === null) return null;
  if (perQuadrat < detection) return 'undetected';
  return perQuadrat < quantification ? 'uncounted' : 'counted';
}
