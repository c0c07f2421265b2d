import { readFileSync } from 'node:fs';

/** A photo that another program wrote: tests/oracle/make_photo_fixtures.py. */
export function photoFixture(name: string): Buffer {
  return readFileSync(new URL(`../oracle/fixtures/photos/${name}`, import.meta.url));
}

export const slopeSize = { width: 40, height: 30 } as const;

/** What the fixtures show, from 0 to 1, at a pixel. */
export function slopeAt(x: number, y: number): number {
  return (x / (slopeSize.width - 1)) * (0.2 + (0.8 * y) / (slopeSize.height - 1));
}
