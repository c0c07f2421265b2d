import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { seededRandom } from '#shared/learning/random.ts';
import { writeTree } from '../../support/photos.ts';
import { strandlineJson } from '../../support/strandline.ts';

/** Kinds of things that anybody can tell apart: a form on a ground, each in its own colours. */
export const drawnKinds = [
  { form: 'circle', ink: '#1450b4', ground: '#f3efe4' },
  { form: 'square', ink: '#c8321e', ground: '#dfe8ea' },
  { form: 'triangle', ink: '#1d8a3c', ground: '#2b2b2b' },
  { form: 'fibre', ink: '#111111', ground: '#ffffff' },
  { form: 'ring', ink: '#e8b90c', ground: '#5a6b7a' },
  { form: 'star', ink: '#8a2fb0', ground: '#c9b79a' },
] as const;

type Kind = (typeof drawnKinds)[number];

function drawing({ form, ink, ground }: Kind, seed: number, side: number): string {
  const random = seededRandom(seed);
  const between = (low: number, high: number): number => low + ((high - low) * random.below(1000)) / 1000;
  const size = between(0.22, 0.32) * side;
  const [x, y] = [between(0.42, 0.58) * side, between(0.42, 0.58) * side];
  const points = (corners: number, inner: number): string =>
    Array.from({ length: corners * 2 }, (_, index) => {
      const angle = (Math.PI * index) / corners;
      const far = index % 2 === 0 ? size : size * inner;
      return `${x + far * Math.sin(angle)},${y - far * Math.cos(angle)}`;
    }).join(' ');
  const forms: Readonly<Record<Kind['form'], string>> = {
    circle: `<circle cx="${x}" cy="${y}" r="${size}" fill="${ink}"/>`,
    square: `<rect x="${x - size}" y="${y - size}" width="${2 * size}" height="${2 * size}" fill="${ink}"/>`,
    triangle: `<polygon points="${points(3, 0.5)}" fill="${ink}"/>`,
    fibre: `<path d="M ${x - size} ${y} q ${size / 2} ${-size} ${size} 0 t ${size} 0" fill="none" stroke="${ink}" stroke-width="${size / 9}"/>`,
    ring: `<circle cx="${x}" cy="${y}" r="${size * 0.8}" fill="none" stroke="${ink}" stroke-width="${size / 3}"/>`,
    star: `<polygon points="${points(5, 0.4)}" fill="${ink}"/>`,
  };
  const turn = form === 'fibre' ? between(0, 180) : between(-15, 15);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><rect width="100%" height="100%" fill="${ground}"/>
    <g transform="rotate(${turn} ${x} ${y})">${forms[form]}</g></svg>`;
}

/** A photo of a drawn thing, like no other of its kind. */
export function drawnPhoto(kind: Kind, seed: number, side = 240): Sharp {
  return sharp(Buffer.from(drawing(kind, seed, side)));
}

/** Two red marks on a photo of a camera that was held upright, in its pixels as it is seen, and stripes of two pixels. */
export const largePhoto = {
  width: 2592,
  height: 3456,
  marks: [
    { x: 600, y: 800 },
    { x: 1800, y: 2400 },
  ],
  /** Pixels. */
  apart: 2000,
} as const;

/** It lies on its side in its file, and its orientation says so. */
export function largePhotoFile(): Promise<Buffer> {
  const { width, height, marks } = largePhoto;
  const shown = marks.map(
    ({ x, y }) => `<rect x="${x - 24}" y="${y - 24}" width="48" height="48" fill="#f00"/>`,
  );
  const stripes = Array.from(
    { length: 100 },
    (_, index) => `<rect x="${1200 + 4 * index}" y="1400" width="2" height="300" fill="#000"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${shown.join('')}${stripes.join('')}</svg>`;
  return sharp(Buffer.from(svg))
    .rotate(270)
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** Makes a lab of one survey. @param files photos by their path below the survey's folder. @returns its folder. */
export async function drawnLab(folder: string, files: Readonly<Record<string, Buffer>>): Promise<string> {
  const photos = join(folder, 'North Bay');
  await writeTree(photos, files);
  const lab = join(folder, 'lab');
  await strandlineJson('init', lab);
  await strandlineJson('import', lab, photos);
  return lab;
}
