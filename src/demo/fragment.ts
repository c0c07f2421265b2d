import { type Random, seededRandom } from '#shared/learning/random.ts';
import { type Camera, drawCamera, expose } from './camera.ts';
import { type Colour, drawAccent, drawBodyColour, mixed } from './colour.ts';
import { between, wholeBetween } from './draw.ts';
import { renderGround } from './ground.ts';
import { drawLight } from './light.ts';
import type { Morphotype } from './morphotypes.ts';
import type { NoiseAtlas } from './noise.ts';
import { drawPose } from './pose.ts';
import { blur, photoSize } from './raster.ts';
import { type Relief, bakeRelief } from './relief.ts';
import { type Paint, castShadow, shadeHits, traceRays } from './trace.ts';

/** A fragment ready to be photographed. */
export interface Fragment {
  /** Largest Feret diameter in µm, 1000..5000. */
  readonly sizeUm: number;
  /** Scale of all of its photos. */
  readonly umPerPixel: number;
  /** Number of photos, 3..6. */
  readonly angles: number;
  readonly relief: Relief;
  readonly paint: Paint;
}

/** What is drawn of a fragment first: how large it is, how much of a photo it fills, of how many angles it is photographed. */
export function drawFrame(random: Random): Pick<Fragment, 'sizeUm' | 'angles'> & { readonly fill: number } {
  return {
    sizeUm: Math.round(between(random, 1000, 5000)),
    fill: between(random, 0.66, 0.92),
    angles: wholeBetween(random, 3, 6),
  };
}

/** Size, scale, wear and colours are drawn before and without regard to the kind; only form and texture follow it. */
export function drawFragment(random: Random, noise: NoiseAtlas, { shape }: Morphotype): Fragment {
  const { sizeUm, fill, angles } = drawFrame(random);
  const build = {
    elongation: between(random, 1, 2.2),
    wear: random.next(),
    wetness: between(random, 0.5, 1.3),
  };
  const body = drawBodyColour(random);
  const accent = drawAccent(random, body);
  const relief = bakeRelief(shape(random, noise, build));
  return {
    sizeUm,
    umPerPixel: Number((sizeUm / (fill * photoSize)).toFixed(3)),
    angles,
    relief,
    paint: levelled(relief, body, accent),
  };
}

/** Corrects the paint so that shade and accent of the kind leave the mean colour as it was drawn. */
function levelled({ meanShade, meanAccent }: Relief, body: Colour, accent: Colour): Paint {
  const mean = mixed(body, accent, meanAccent);
  const gain = (channel: 0 | 1 | 2): number => body[channel] / (mean[channel] * meanShade);
  const scaled = (colour: Colour): Colour => [colour[0] * gain(0), colour[1] * gain(1), colour[2] * gain(2)];
  return { body: scaled(body), accent: scaled(accent) };
}

/** One photo of a fragment: a new pose, light, patch of ground and camera setting, all by the seed. */
export function photograph(
  fragment: Fragment,
  noise: NoiseAtlas,
  seed: number,
): { pixels: Uint8Array; camera: Camera } {
  const random = seededRandom(seed);
  const { relief, sizeUm, umPerPixel, paint } = fragment;
  const scale = sizeUm / umPerPixel / relief.feret;
  const pose = drawPose(random);
  const light = drawLight(random);
  const camera = drawCamera(random);
  // The ground lies below the plane of focus.
  const picture = renderGround(random, noise, light, umPerPixel);
  blur(picture, photoSize, 3, between(random, 0.6, 2));
  const hits = traceRays(relief, pose, scale);
  castShadow(picture, hits, light, (relief.highest - relief.lowest) * scale);
  shadeHits(picture, relief, hits, pose, light, paint);
  return { pixels: expose(picture, camera, random), camera };
}
