import type { TrayScale } from '#shared/domain/tray.ts';
import type { RoundEdge } from './round-edge.ts';

/** Directions that lie side by side see the same pixels: so many count as one. */
const alike = 10;
/** The edge of something lies within so many pixels to both sides of where a camera's blur is steepest. */
const blur = 0.5;

/**
 * The scale by a round edge of known diameter. The longer axis is the diameter: what is seen at a slant gets shorter across.
 *
 * Its uncertainty joins three parts (root of the sum of squares, each as a share of the half axis `rx`):
 * - of the fit: `residual * sqrt(3 / n) / rx` with `n = seen / 10`, the standard error of the longer half axis where the radius is
 *   `m + k cos 2t` (variances `s²/n` of `m` and `2 s²/n` of `k`);
 * - of where the edge is: anywhere within half a pixel, `0.5 / sqrt(3) / rx`;
 * - of the slant: a length that lies across is worth `rx / ry` as much as one along, so that any is within
 *   `1 - ry / rx`, rectangular: that over `sqrt(12)`.
 *
 * The diameter counts as exact, and the edge as lying as far from the camera as the things that are measured.
 *
 * @param diameter in mm.
 */
export function scaleByEdge(
  { ellipse: { rx, ry }, seen, residual }: RoundEdge,
  diameter: number,
): Omit<TrayScale, 'source' | 'uncertainty'> & { readonly uncertainty: number } {
  const fit = (residual * Math.sqrt((3 * alike) / seen)) / rx;
  const place = blur / Math.sqrt(3) / rx;
  const slant = (1 - ry / rx) / Math.sqrt(12);
  return { umPerPixel: (diameter * 1000) / (2 * rx), uncertainty: Math.hypot(fit, place, slant) };
}
