import { clamp } from './draw.ts';
import type { Colour } from './colour.ts';
import { type Light, diffuse, mirrored } from './light.ts';
import type { Pose } from './pose.ts';
import { type Raster, blur, photoPixels, photoSize } from './raster.ts';
import { type Face, type Relief, cellAt, reliefSize, sampleRelief } from './relief.ts';

/** What the camera sees of an object: where each pixel's ray meets it. */
export interface Hits {
  /** Place on the object; NaN where the ray misses. */
  readonly u: Float32Array;
  readonly v: Float32Array;
  /** 1 where the object covers the pixel. */
  readonly cover: Float32Array;
  readonly fromAbove: boolean;
}

/** Follows one ray per pixel into the relief. @param scale pixels per object unit. */
export function traceRays(relief: Relief, { rotation: r, x: cx, y: cy }: Pose, scale: number): Hits {
  const u = new Float32Array(photoPixels).fill(NaN);
  const v = new Float32Array(photoPixels).fill(NaN);
  const cover = new Float32Array(photoPixels);
  // The ray runs along -z of the view; in the object's axes that is minus the third row of the rotation.
  const [dx, dy, dz] = [-r[6], -r[7], -r[8]];
  const fromAbove = dz < 0;
  const near = fromAbove ? relief.highest : relief.lowest;
  const far = fromAbove ? relief.lowest : relief.highest;
  const face = fromAbove ? relief.top : relief.bottom;
  const back = fromAbove ? relief.bottom : relief.top;
  const sign = fromAbove ? 1 : -1;
  const length = (far - near) / dz;
  const steps = Math.ceil((length * Math.hypot(dx, dy) * reliefSize) / 2 / 1.5) + 1;
  const step = length / steps;
  const run = Math.max(step * Math.hypot(dx, dy), 1e-6);
  const middle = (relief.highest + relief.lowest) / 2;
  for (let row = 0; row < photoSize; row += 1) {
    for (let column = 0; column < photoSize; column += 1) {
      const vx = (column + 0.5 - cx * photoSize) / scale + middle * r[2];
      const vy = (row + 0.5 - cy * photoSize) / scale + middle * r[5];
      if (vx * vx + vy * vy > 1.4) continue;
      const ox = r[0] * vx + r[3] * vy;
      const oy = r[1] * vx + r[4] * vy;
      const oz = r[2] * vx + r[5] * vy;
      let t = (near - oz) / dz;
      let outside = true;
      let above = true;
      for (let taken = 0; taken <= steps; taken += 1, t += step) {
        const index = cellAt(ox + dx * t, oy + dy * t);
        const edge = index < 0 ? -1 : (relief.edge[index] ?? -1);
        if (edge <= 0) {
          // The outline is about -edge away: no need to look before half of that.
          const skipped = Math.floor((-0.5 * edge) / run);
          taken += skipped;
          t += skipped * step;
          outside = true;
          continue;
        }
        const z = oz + dz * t;
        const wasOutside = outside;
        outside = false;
        if (sign * (z - (face.z[index] ?? 0)) > 0) {
          above = true;
          continue;
        }
        // Below the surface: the ray went through it, or came in by the side wall, or passes below a thin sheet.
        const through = !wasOutside && above;
        if (!through && sign * (z - (back.z[index] ?? 0)) < 0 && taken > 0) {
          above = false;
          continue;
        }
        const hit = through ? refine(t - step, t) : t;
        const pixel = row * photoSize + column;
        u[pixel] = ox + dx * hit;
        v[pixel] = oy + dy * hit;
        cover[pixel] = 1;
        break;
      }

      function refine(from: number, to: number): number {
        let [high, low] = [from, to];
        for (let halving = 0; halving < 4; halving += 1) {
          const half = (high + low) / 2;
          const index = cellAt(ox + dx * half, oy + dy * half);
          const over = index < 0 || sign * (oz + dz * half - (face.z[index] ?? 0)) > 0;
          if (over) high = half;
          else low = half;
        }
        return low;
      }
    }
  }
  return { u, v, cover, fromAbove };
}

/** Shadows are soft: a mask of a quarter of the photo's side is enough for them. */
const shadowStep = 4;
const shadowSize = photoSize / shadowStep;

/** Darkens the ground beside and below an object: a soft shadow away from the light, a narrow one where it stands. */
export function castShadow(ground: Raster, { cover }: Hits, light: Light, heightPixels: number): void {
  const contact = coarseMask(cover);
  blur(contact, shadowSize, 1, 3 / shadowStep);
  const soft = contact.slice();
  blur(soft, shadowSize, 1, clamp(0.22 * heightPixels, 2, 8) / shadowStep);
  const away = (0.7 * heightPixels) / Math.max(light.z, 0.5);
  for (let row = 0; row < photoSize; row += 1) {
    for (let column = 0; column < photoSize; column += 1) {
      const pixel = row * photoSize + column;
      const dark = (1 - light.ambient) * 0.75 * maskAt(soft, column + light.x * away, row + light.y * away);
      const left = (1 - dark) * (1 - 0.45 * maskAt(contact, column, row));
      for (let channel = 0; channel < 3; channel += 1) {
        ground[3 * pixel + channel] = (ground[3 * pixel + channel] ?? 0) * left;
      }
    }
  }
}

function coarseMask(cover: Float32Array): Float32Array {
  const mask = new Float32Array(shadowSize * shadowSize);
  for (let pixel = 0; pixel < photoPixels; pixel += 1) {
    const column = Math.floor((pixel % photoSize) / shadowStep);
    const row = Math.floor(pixel / photoSize / shadowStep);
    const index = row * shadowSize + column;
    mask[index] = (mask[index] ?? 0) + (cover[pixel] ?? 0) / shadowStep ** 2;
  }
  return mask;
}

/** The coarse mask at a place of the photo, between its cells. */
function maskAt(mask: Float32Array, column: number, row: number): number {
  const x = clamp((column + 0.5) / shadowStep - 0.5, 0, shadowSize - 1.001);
  const y = clamp((row + 0.5) / shadowStep - 0.5, 0, shadowSize - 1.001);
  const left = Math.floor(x);
  const top = Math.floor(y);
  const index = top * shadowSize + left;
  const upper = (mask[index] ?? 0) * (1 - x + left) + (mask[index + 1] ?? 0) * (x - left);
  const lower =
    (mask[index + shadowSize] ?? 0) * (1 - x + left) + (mask[index + shadowSize + 1] ?? 0) * (x - left);
  return upper * (1 - y + top) + lower * (y - top);
}

export interface Paint {
  readonly body: Colour;
  readonly accent: Colour;
}

/** Shades the hits and lays them over the ground, in place. */
export function shadeHits(
  ground: Raster,
  relief: Relief,
  hits: Hits,
  pose: Pose,
  light: Light,
  paint: Paint,
): void {
  const { rotation: r } = pose;
  const { material } = relief;
  const face: Face = hits.fromAbove ? relief.top : relief.bottom;
  const sign = hits.fromAbove ? 1 : -1;
  const behind = ground.slice();
  const h = 1.2 / reliefSize;
  for (let pixel = 0; pixel < photoPixels; pixel += 1) {
    const u = hits.u[pixel] ?? 0;
    if (Number.isNaN(u)) continue;
    const v = hits.v[pixel] ?? 0;
    const slopeU = slope(face.z, relief.edge, u, v, h, 0);
    const slopeV = slope(face.z, relief.edge, u, v, 0, h);
    const oz = sign / Math.sqrt(slopeU * slopeU + slopeV * slopeV + 1);
    const ou = -slopeU * oz;
    const ov = -slopeV * oz;
    const nx = r[0] * ou + r[1] * ov + r[2] * oz;
    const ny = r[3] * ou + r[4] * ov + r[5] * oz;
    const nz = Math.max(r[6] * ou + r[7] * ov + r[8] * oz, 0.02);
    const shade = sampleRelief(face.shade, u, v);
    const accent = sampleRelief(face.accent, u, v);
    const lit = shade * diffuse(light, nx, ny, nz);
    // Schlick: grazing views mirror more.
    const grazing = 0.35 + 0.65 * (1 - nz) ** 3;
    const shine =
      1.6 *
      grazing *
      material.gloss *
      sampleRelief(face.gloss, u, v) *
      mirrored(light, nx, ny, nz, material.roughness);
    const clear = material.clarity * (0.4 + 0.6 * nz) * (1 - 0.6 * accent);
    const seen = refracted(pixel, nx, ny);
    const nacre = material.nacre * (hits.fromAbove ? 0.12 : 1) * 0.16;
    const play = 5 * (nx * light.x + ny * light.y) + 3 * nz + 3 * u;
    for (let channel = 0; channel < 3; channel += 1) {
      const own = (paint.body[channel] ?? 0) * (1 - accent) + (paint.accent[channel] ?? 0) * accent;
      const hue = 1 + nacre * Math.cos(play + channel * 2.1);
      const through = (behind[3 * seen + channel] ?? 0) * (0.35 + 0.65 * Math.sqrt(own));
      ground[3 * pixel + channel] = own * lit * hue * (1 - clear) + through * clear * 1.1 + shine;
    }
  }
}

/** The ground pixel seen through a clear body, shifted by its slope as a lens would. */
function refracted(pixel: number, nx: number, ny: number): number {
  const column = clamp(Math.round((pixel % photoSize) - 14 * nx), 0, photoSize - 1);
  const row = clamp(Math.round(Math.floor(pixel / photoSize) - 14 * ny), 0, photoSize - 1);
  return row * photoSize + column;
}

/** Slope of a height along one axis; one-sided at the outline, where the other side knows no height. */
function slope(z: Float32Array, edge: Float32Array, u: number, v: number, du: number, dv: number): number {
  const ahead = inside(edge, u + du, v + dv);
  const behind = inside(edge, u - du, v - dv);
  const from = behind ? sampleRelief(z, u - du, v - dv) : sampleRelief(z, u, v);
  const to = ahead ? sampleRelief(z, u + du, v + dv) : sampleRelief(z, u, v);
  const run = (du + dv) * ((ahead ? 1 : 0) + (behind ? 1 : 0));
  return run === 0 ? 0 : clamp((to - from) / run, -6, 6);
}

function inside(edge: Float32Array, u: number, v: number): boolean {
  const index = cellAt(u, v);
  return index >= 0 && (edge[index] ?? 0) > trustedEdge;
}

/** Below this the interpolation of heights reaches over the outline. */
const trustedEdge = 1.2 / reliefSize;
