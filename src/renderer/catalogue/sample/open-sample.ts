import type { CatalogueController } from '../catalogue-controller.svelte.ts';

/**
 * Enlarges one sample in the catalogue, among all samples.
 *
 * @param angle place of the photo among the sample's.
 * @returns whether it is there.
 */
export async function openSample(
  catalogue: CatalogueController,
  sample: number,
  angle: number,
): Promise<boolean> {
  await catalogue.show({ filter: {}, by: 'sample', sort: 'number' });
  const position = catalogue.rows.ids.indexOf(sample);
  if (position === -1) return false;
  await catalogue.rows.need(position, position);
  catalogue.enlarge(position);
  catalogue.showAngle(angle);
  return true;
}
