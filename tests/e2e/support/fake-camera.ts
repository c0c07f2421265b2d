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

/** What a microscope would show: real photos that the lab never saw, a third of a second each, as Chromium reads them. */
async function cameraFile(folder: string, photos: number): Promise<string> {
  const pictures =
    photos === emptyDish ? [dish()] : unseenPhotos('plastic', photos).map((path) => sharp(path));
  const frames = await Promise.all(
    pictures.map((one) => one.resize(640, 480, { fit: 'cover' }).jpeg({ quality: 90 }).toBuffer()),
  );
  const file = join(folder, 'camera.mjpeg');
  writeFileSync(file, Buffer.concat(frames.flatMap((frame) => Array.from({ length: 10 }, () => frame))));
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
