import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { test as base, unseenPhotos } from './trained-lab.ts';

/** In the place of a number of photos: a grey dish with nothing on it, lit from one side. */
export const emptyDish = -1;

function dish(): Sharp {
  const [width, height] = [640, 480];
  const grey = Buffer.from(
    Array.from({ length: width * height }, (_, pixel) => 130 + ((pixel % width) / width) * 40),
  );
  return sharp(grey, { raw: { width, height, channels: 1 } }).toColourspace('srgb');
}

/** Things in the dish that {@link showDish} lays under the camera. */
export const dishThings = 24;

/** A dish with things whose number is known; each is seen a little further to the right than before, frame by frame. */
function dishOfThings(shift: number): Sharp {
  const drawn = Array.from({ length: dishThings }, (_, thing) => {
    const [x, y] = [60 + (thing % 6) * 100 + shift, 60 + Math.floor(thing / 6) * 118];
    const ink = ['#1450b4', '#8a3520', '#333333', '#1d6a3c'][thing % 4] ?? '';
    const size = `rx="${16 + (thing % 5) * 4}" ry="${12 + (thing % 3) * 4}"`;
    return `<ellipse cx="${x}" cy="${y}" ${size} transform="rotate(${thing * 23} ${x} ${y})" fill="${ink}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="100%" height="100%" fill="#e9e6dc"/>${drawn.join('')}</svg>`;
  return sharp(Buffer.from(svg));
}

/** Lays a dish of things under the camera of a lab's window: seen once the camera is started anew. */
export async function showDish(lab: string): Promise<void> {
  writeFileSync(
    cameraPath(join(lab, '..')),
    await videoOf(
      Array.from({ length: 6 }, (_, shift) => dishOfThings(shift)),
      5,
    ),
  );
}

function cameraPath(folder: string): string {
  return join(folder, 'camera.mjpeg');
}

/** Pictures in turn, each for so many frames, as Chromium reads them. */
async function videoOf(pictures: readonly Sharp[], framesEach: number): Promise<Buffer> {
  const frames = await Promise.all(
    pictures.map((one) => one.resize(640, 480, { fit: 'cover' }).jpeg({ quality: 90 }).toBuffer()),
  );
  return Buffer.concat(frames.flatMap((frame) => Array.from({ length: framesEach }, () => frame)));
}

/** What a microscope would show: real photos that the lab never saw, a third of a second each. */
async function cameraFile(folder: string, photos: number): Promise<string> {
  const pictures =
    photos === emptyDish ? [dish()] : unseenPhotos('plastic', photos).map((path) => sharp(path));
  const file = cameraPath(folder);
  writeFileSync(file, await videoOf(pictures, 10));
  return file;
}

/** A window test on a trained lab, with a camera that shows real photos in turn. */
export const test = base.extend<{ photosShown: number }>({
  /** How many photos the camera shows; one is a still picture, none is Chromium's own test picture. */
  photosShown: [12, { option: true }],
  launchArgs: async ({ lab, photosShown }, use) => {
    const file =
      photosShown === 0
        ? []
        : [`--use-file-for-fake-video-capture=${await cameraFile(join(lab, '..'), photosShown)}`];
    await use([lab, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', ...file]);
  },
});
