import type { DensityUnit } from '#shared/beach/load.ts';

export const unitWords: Readonly<Record<DensityUnit, string>> = {
  m2: 'items per m²',
  kg: 'items per kg dry',
  L: 'items per litre',
};

export const wholeName = 'All classes';
