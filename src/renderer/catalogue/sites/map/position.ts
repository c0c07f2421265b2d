import { coordinatePlaces } from '#shared/fields/coordinate.ts';

/** Decimal degrees, WGS 84. */
export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** A position as it stands in its fields. */
export function positionTexts({ latitude, longitude }: Position): { latitude: string; longitude: string } {
  return { latitude: latitude.toFixed(coordinatePlaces), longitude: longitude.toFixed(coordinatePlaces) };
}
