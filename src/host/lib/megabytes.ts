/** Megabytes for an error's sentence, whole and never too few: `1,234`. @param bytes not negative. */
export function megabytes(bytes: number): string {
  return Math.ceil(bytes / 1_000_000).toLocaleString('en');
}
