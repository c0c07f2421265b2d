import type { Random } from '#shared/learning/random.ts';
import { type Colour, fromSrgb, jittered, mixed } from './colour.ts';
import { between, clamp, pick, smoothstep } from './draw.ts';
import { type Light, diffuse, mirrored } from './light.ts';
import type { NoiseAtlas } from './noise.ts';
import { type Raster, emptyRaster, photoPixels, photoSize } from './raster.ts';

const groundKinds = ['light-sand', 'dark-sand', 'wet-sand', 'filter-paper', 'tray'] as const;
type GroundKind = (typeof groundKinds)[number];

/** A surface before light falls on it, pixel by pixel. */
interface Surface {
  /** Height in pixels. */
  readonly height: Float32Array;
  readonly albedo: Raster;
  readonly gloss: number;
  readonly roughness: number;
}

/** A fresh patch of ground, lit. @param umPerPixel scale of the photo: grains have their true size. */
export function renderGround(random: Random, noise: NoiseAtlas, light: Light, umPerPixel: number): Raster {
  const surface = drawSurface(pick(random, groundKinds), random, noise, umPerPixel);
  const picture = emptyRaster();
  const { height, albedo, gloss, roughness } = surface;
  for (let row = 0; row < photoSize; row += 1) {
    for (let column = 0; column < photoSize; column += 1) {
      const pixel = row * photoSize + column;
      const right = column < photoSize - 1 ? pixel + 1 : pixel;
      const below = row < photoSize - 1 ? pixel + photoSize : pixel;
      const slopeX = (height[right] ?? 0) - (height[pixel] ?? 0);
      const slopeY = (height[below] ?? 0) - (height[pixel] ?? 0);
      const norm = 1 / Math.sqrt(slopeX * slopeX + slopeY * slopeY + 1);
      const nx = -slopeX * norm;
      const ny = -slopeY * norm;
      const lit = diffuse(light, nx, ny, norm);
      const shine = gloss === 0 ? 0 : gloss * mirrored(light, nx, ny, norm, roughness);
      for (let channel = 0; channel < 3; channel += 1) {
        picture[3 * pixel + channel] = (albedo[3 * pixel + channel] ?? 0) * lit + shine;
      }
    }
  }
  return picture;
}

function drawSurface(kind: GroundKind, random: Random, noise: NoiseAtlas, umPerPixel: number): Surface {
  switch (kind) {
    case 'light-sand':
      return sand(random, noise, umPerPixel, lightGrains, 1, between(random, 0.02, 0.12));
    case 'dark-sand':
      return sand(random, noise, umPerPixel, darkGrains, 1, between(random, 0.05, 0.2));
    case 'wet-sand':
      return sand(random, noise, umPerPixel, lightGrains, 0.5, between(random, 0.2, 0.45));
    case 'filter-paper':
      return filterPaper(random, noise, umPerPixel);
    case 'tray':
      return tray(random, noise);
  }
}

const lightGrains: readonly Colour[] = [
  [226, 212, 186],
  [208, 184, 146],
  [190, 158, 118],
  [236, 230, 218],
  [160, 130, 100],
  [205, 195, 180],
  [120, 98, 82],
  [214, 170, 140],
];
const darkGrains: readonly Colour[] = [
  [70, 66, 64],
  [48, 46, 46],
  [92, 84, 76],
  [120, 110, 98],
  [40, 38, 40],
  [84, 70, 60],
  [170, 160, 146],
];

/** Loose grains of 120 to 380 µm. */
function sand(
  random: Random,
  noise: NoiseAtlas,
  umPerPixel: number,
  palette: readonly Colour[],
  damp: number,
  gloss: number,
): Surface {
  const size = clamp(between(random, 120, 380) / umPerPixel, 7, 50);
  const gravel = noise.gravel(random, { size });
  const dunes = noise.cloud(random, { size: 260 });
  const colours = Array.from({ length: 64 }, () => jittered(random, fromSrgb(pick(random, palette)), 0.15));
  const height = new Float32Array(photoPixels);
  const albedo = emptyRaster();
  for (let pixel = 0; pixel < photoPixels; pixel += 1) {
    const x = pixel % photoSize;
    const y = Math.floor(pixel / photoSize);
    const z = gravel.height(x, y);
    height[pixel] = size * z + 6 * dunes(x, y);
    const [red, green, blue] = colours[Math.floor(gravel.id(x, y) * 63.99)] ?? black;
    // The deep places between the grains get little light.
    const shade = damp * (0.3 + 0.8 * smoothstep(0.08, 0.32, z));
    albedo[3 * pixel] = red * shade;
    albedo[3 * pixel + 1] = green * shade;
    albedo[3 * pixel + 2] = blue * shade;
  }
  return { height, albedo, gloss, roughness: 0.3 };
}

const black: Colour = [0, 0, 0];

/** White or tinted filter paper: matted fibres, sometimes the printed grid of a counting filter. */
function filterPaper(random: Random, noise: NoiseAtlas, umPerPixel: number): Surface {
  const paper = jittered(random, fromSrgb([214, 208, 194]), 0.3);
  const felt = noise.felt(random, { size: clamp(90 / umPerPixel, 3, 14) });
  const stain = noise.cloud(random, { size: 180 });
  const specks = noise.cells(random, { size: 16 });
  const dirty = between(random, 0, 0.06);
  const gridded = random.next() < 0.35;
  const pitch = clamp(3100 / umPerPixel, 120, 420);
  const line = { angle: between(random, 0, Math.PI / 2), at: between(random, 0, pitch) };
  const [cos, sin] = [Math.cos(line.angle), Math.sin(line.angle)];
  const ink = fromSrgb([60, 90, 80]);
  const height = new Float32Array(photoPixels);
  const albedo = emptyRaster();
  for (let pixel = 0; pixel < photoPixels; pixel += 1) {
    const x = pixel % photoSize;
    const y = Math.floor(pixel / photoSize);
    const fibre = felt(x, y);
    height[pixel] = 1.3 * fibre;
    const speck = specks.id(x, y) < dirty ? smoothstep(0.25, 0.12, specks.centre(x, y)) : 0;
    let printed = 0;
    if (gridded) {
      const onX = Math.abs(((((x * cos + y * sin + line.at) % pitch) + pitch) % pitch) - pitch / 2);
      const onY = Math.abs(((((y * cos - x * sin + line.at) % pitch) + pitch) % pitch) - pitch / 2);
      printed = 0.6 * smoothstep(4, 2, Math.min(onX, onY)) * (0.7 + 0.3 * fibre);
    }
    const shade = (0.86 + 0.16 * fibre + 0.1 * stain(x, y)) * (1 - 0.7 * speck);
    for (let channel = 0; channel < 3; channel += 1) {
      const plain = (paper[channel] ?? 0) * shade;
      albedo[3 * pixel + channel] = plain + ((ink[channel] ?? 0) - plain) * printed;
    }
  }
  return { height, albedo, gloss: 0, roughness: 0.4 };
}

/** A sorting tray of enamel or plastic: smooth, scratched, with dust and a few stray grains. */
function tray(random: Random, noise: NoiseAtlas): Surface {
  const colour = jittered(
    random,
    fromSrgb(
      pick<Colour>(random, [
        [205, 206, 202],
        [120, 122, 124],
        [70, 84, 100],
        [48, 48, 50],
        [164, 150, 128],
      ]),
    ),
    0.2,
  );
  const scuffs = noise.veins(random, { size: 90, stretch: 12, width: 0.02 });
  const haze = noise.cloud(random, { size: 240 });
  const fine = noise.cloud(random, { size: 9 });
  const dust = noise.cells(random, { size: between(random, 18, 40) });
  const dusty = between(random, 0.03, 0.2);
  const grainColours = Array.from({ length: 8 }, () => fromSrgb(pick(random, lightGrains)));
  const height = new Float32Array(photoPixels);
  const albedo = emptyRaster();
  for (let pixel = 0; pixel < photoPixels; pixel += 1) {
    const x = pixel % photoSize;
    const y = Math.floor(pixel / photoSize);
    const id = dust.id(x, y);
    const speck = id < dusty ? smoothstep(0.34, 0.24, dust.centre(x + 3 * fine(x, y), y)) : 0;
    const scuff = scuffs(x, y);
    height[pixel] = 0.25 * fine(x, y) + 6 * speck - 0.8 * scuff;
    const shade = 1 + 0.1 * haze(x, y) + 0.05 * fine(x, y) + 0.25 * scuff;
    const grain = grainColours[Math.floor((id / dusty) * 8) % 8] ?? colour;
    const [red, green, blue] = mixed(colour, grain, speck);
    albedo[3 * pixel] = red * shade;
    albedo[3 * pixel + 1] = green * shade;
    albedo[3 * pixel + 2] = blue * shade;
  }
  return { height, albedo, gloss: between(random, 0, 0.05), roughness: 0.3 };
}
