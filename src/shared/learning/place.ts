import { fixedText } from '../written.ts';
import { z } from 'zod';
import { type Device, type EngineName, type Recipe, devices, engines } from './recipe.ts';

/** Where a run trains: what computes its steps, and on what. */
export interface Place {
  readonly engine: EngineName;
  readonly device: Device;
}

/** The built-in engine on the processor: always there, and what every other place is compared with. */
export const homePlace: Place = { engine: 'ort', device: 'cpu' };

/** Every place there can be. TensorFlow knows NVIDIA's cards alone. */
export const places: readonly Place[] = [
  homePlace,
  { engine: 'tfjs', device: 'cpu' },
  { engine: 'ort', device: 'cuda' },
  { engine: 'tfjs', device: 'cuda' },
  { engine: 'ort', device: 'dml' },
  { engine: 'ort', device: 'webgpu' },
];

/** The places that a recipe leaves open. */
export function placesFor({ engine, device }: Pick<Recipe, 'engine' | 'device'>): Place[] {
  return places.filter(
    (place) =>
      (engine === 'auto' || engine === place.engine) && (device === 'auto' || device === place.device),
  );
}

export function isSamePlace(a: Place, b: Place): boolean {
  return a.engine === b.engine && a.device === b.device;
}

/** Whether a device is more than the processor. */
export function isGraphicsCard(device: string): boolean {
  return device !== '' && device !== homePlace.device;
}

/** `cuda with TensorFlow`; of the built-in engine the device alone. */
export function placeText({ engine, device }: { engine: string; device: string }): string {
  return engine === 'tfjs' ? `${device} with TensorFlow` : device;
}

/** What came of trying a place, as a run remembers it. */
export const triedPlaceSchema = z.object({
  engine: z.enum(engines).exclude(['auto']),
  device: z.enum(devices).exclude(['auto']),
  /** Null where it could not be used. */
  photosPerSecond: z.number().nullable(),
  /** Why it could not be used, or what a person should know of it; null where there is nothing to say. */
  note: z.string().nullable(),
});
export type TriedPlace = z.infer<typeof triedPlaceSchema>;

/** `cuda with TensorFlow: 410.3 photos/s` */
export function triedText({ photosPerSecond, note, ...place }: TriedPlace): string {
  const speed = photosPerSecond === null ? [] : [`${fixedText(photosPerSecond, 1)} photos/s.`];
  return `${placeText(place)}: ${[...speed, ...(note === null ? [] : [note])].join(' ')}`;
}
