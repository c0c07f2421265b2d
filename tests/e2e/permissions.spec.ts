import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import sharp from 'sharp';
import { test as base } from './support/launch.ts';

/** A microphone and a camera are there, and nobody stands between them and the page but the program. */
const test = base.extend({
  launchArgs: ['--use-fake-device-for-media-stream', '--auto-select-desktop-capture-source=Entire screen'],
});

test('the page may look through the camera; it hears nothing and sees no screen', async ({
  launched: { page },
}) => {
  const outcomes = await page.evaluate(async () => {
    const outcome = (asked: Promise<MediaStream>): Promise<string> =>
      asked.then(
        (stream) =>
          stream
            .getTracks()
            .map(({ kind }) => kind)
            .join(),
        (error: unknown) => (error instanceof Error ? 'refused' : 'odd'),
      );
    const { mediaDevices } = navigator;
    return {
      camera: await outcome(mediaDevices.getUserMedia({ video: true })),
      microphone: await outcome(mediaDevices.getUserMedia({ audio: true })),
      both: await outcome(mediaDevices.getUserMedia({ audio: true, video: true })),
      screen: await outcome(mediaDevices.getDisplayMedia({ video: true })),
      desktop: await outcome(
        mediaDevices.getUserMedia({ video: { mandatory: { chromeMediaSource: 'desktop' } } } as never),
      ),
    };
  });
  expect(outcomes).toEqual({
    camera: 'video',
    microphone: 'refused',
    both: 'refused',
    screen: 'refused',
    desktop: 'refused',
  });
});

test('no other permission is given', async ({ launched: { page } }) => {
  const states = await page.evaluate(async () => {
    const asked = ['geolocation', 'notifications', 'microphone', 'clipboard-read', 'midi', 'storage-access'];
    const found = await Promise.all(
      asked.map(async (name) => (await navigator.permissions.query({ name } as never)).state),
    );
    return Object.fromEntries(asked.map((name, index) => [name, found[index]]));
  });
  for (const [name, state] of Object.entries(states)) expect(`${name} ${state}`).toBe(`${name} denied`);
});

test('the page reaches no file of the disk, by no element', async ({ launched: { page, folder } }) => {
  const picture = join(folder, 'picture.png');
  await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } }).toFile(picture);
  const script = join(folder, 'script.js');
  writeFileSync(script, 'window.injected = true');
  const reached = await page.evaluate(
    async ([image, code]) => {
      const loads = (element: HTMLImageElement | HTMLScriptElement, src: string): Promise<boolean> =>
        new Promise((resolve) => {
          element.onload = () => resolve(true);
          element.onerror = () => resolve(false);
          element.src = src;
          document.body.append(element);
        });
      return {
        image: await loads(new Image(), `file://${image}`),
        script: await loads(document.createElement('script'), `file://${code}`),
        beside: await loads(document.createElement('script'), 'app://strandline/../main/index.js'),
        elsewhere: await loads(new Image(), 'https://example.org/pixel.png'),
      };
    },
    [picture, script] as const,
  );
  expect(reached).toEqual({ image: false, script: false, beside: false, elsewhere: false });
});
