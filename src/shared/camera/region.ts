import { z } from 'zod';

/** The square of a picture that is predicted: its centre and side as shares of the picture as it is seen. */
export const regionSchema = z.object({
  /** Centre, as a share of the width and of the height. */
  x: z.number().min(0).max(1),
  y: z.number().min(0).max(1),
  /** Side, as a share of the shorter side. */
  side: z.number().min(0.1).max(1),
});
export type Region = Readonly<z.infer<typeof regionSchema>>;

/** The picture's centre, as large as it goes: what the model's preprocessing cuts out of a photo. */
export const wholeCentre: Region = { x: 0.5, y: 0.5, side: 1 };

/** Fewer pixels than this share tell the network too little. */
const smallest = 0.15;

export function isWholeCentre({ side }: Region): boolean {
  return side >= 1;
}

/** Where the square lies in a picture, in whole pixels, inside of it whatever was asked for. */
export function regionPixels(
  { x, y, side }: Region,
  width: number,
  height: number,
): { x: number; y: number; side: number } {
  const size = Math.max(1, Math.round(Math.min(width, height) * side));
  const place = (centre: number, length: number): number =>
    Math.min(length - size, Math.max(0, Math.floor(centre * length - size / 2)));
  return { x: place(x, width), y: place(y, height), side: size };
}

/**
 * A region moved and resized, kept inside the picture. As large as it goes it is the centre again, since a photo that is kept
 * whole is cut there.
 *
 * @param aspect the picture's width by its height.
 * @param by shares of the shorter side.
 */
export function changedRegion(
  { x, y, side }: Region,
  aspect: number,
  by: { readonly right?: number; readonly down?: number; readonly larger?: number },
): Region {
  const { right = 0, down = 0, larger = 0 } = by;
  const size = Math.min(1, Math.max(smallest, side + larger));
  if (size >= 1) return wholeCentre;
  // What the shorter side is of each.
  const ofWidth = Math.min(1, 1 / aspect);
  const ofHeight = Math.min(1, aspect);
  const inside = (centre: number, half: number): number => Math.min(1 - half, Math.max(half, centre));
  return {
    x: inside(x + right * ofWidth, (size * ofWidth) / 2),
    y: inside(y + down * ofHeight, (size * ofHeight) / 2),
    side: size,
  };
}
