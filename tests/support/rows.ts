import type { PhotoRow } from '#shared/domain/photo.ts';
import type { SampleRow } from '#shared/domain/sample.ts';
import { photoIdOf, sampleIdOf } from './ids.ts';

/** A sample of which nothing is known but what a test says. */
export function sampleRow(id: number, more: Partial<Omit<SampleRow, 'id'>> = {}): SampleRow {
  return {
    id: sampleIdOf(id),
    survey: 1,
    number: `S-${String(id).padStart(4, '0')}`,
    class: null,
    details: {
      label: null,
      role: 'environmental',
      morphotype: null,
      colour: null,
      transparency: null,
      polymer: null,
      identification: null,
      sizeUm: null,
      massMg: null,
      replicate: null,
      notes: null,
    },
    reviewed: false,
    terms: { morphotype: null, colour: null, polymer: null },
    photos: [],
    ...more,
  };
}

/** A photo of a sample; its hash is made of its id. */
export function photoRow(id: number, sample: number, angle: number): PhotoRow {
  return {
    id: photoIdOf(id),
    hash: id.toString(16).padStart(8, '0').padEnd(64, '0'),
    sample: sampleIdOf(sample),
    angle,
    width: 384,
    height: 288,
    takenAt: '2026-11-20T14:05:00.000Z',
    umPerPixel: 4.02,
    scaleSource: null,
    rotation: 0,
    fileName: `fragment-${sample}-${angle}.jpg`,
  };
}
