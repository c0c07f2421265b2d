/** A bar of known length, to be drawn beside a photo. */
export interface ScaleBar {
  /** What it stands for, in µm: 1, 2 or 5 times a power of ten. */
  readonly um: number;
  /** How long it is drawn, in the pixels of the screen. */
  readonly length: number;
}

const steps = [5, 2, 1] as const;

/**
 * The longest bar of a round length that has room.
 *
 * @param umPerPixel µm per pixel of the screen, more than 0: the photo's scale by how large its pixels are shown.
 * @param most pixels of the screen, more than 0.
 */
export function scaleBar(umPerPixel: number, most: number): ScaleBar {
  const longest = umPerPixel * most;
  const power = 10 ** Math.floor(Math.log10(longest));
  // What is a round number to the last bit but one is one: 0.1 + 0.2 has room for 0.3.
  const step = steps.find((one) => one * power <= longest * (1 + 1e-9)) ?? 1;
  const um = Number((step * power).toPrecision(1));
  return { um, length: um / umPerPixel };
}
