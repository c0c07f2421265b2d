import sharp from 'sharp';
import { renderSVG } from 'uqr';
import { describe, expect, it } from 'vitest';
import { labelText } from '#shared/label.ts';
import { CodeWatch } from '../../../src/renderer/lib/labels/code-watch.ts';
import { type Picture, readCode } from '../../../src/renderer/lib/labels/read-code.ts';

const label = labelText({ surveyName: 'Nordstrand Frühjahr', number: 'S-0042' });

/** A camera's picture of a label: its code as printed, turned, a little out of focus, on a grey table. */
async function pictureOf(text: string, { turn = 0, blur = 0, side = 180 } = {}): Promise<Picture> {
  const code = await sharp(Buffer.from(renderSVG(text, { ecc: 'M', border: 4 })))
    .resize(side, side)
    .rotate(turn, { background: '#ffffff' })
    .png()
    .toBuffer();
  const table = { create: { width: 640, height: 480, channels: 4 as const, background: '#8c9199' } };
  // A second pass: within one, sharp blurs before it lays pictures over each other.
  const flat = await sharp(table)
    .composite([{ input: code, left: 210, top: 90 }])
    .png()
    .toBuffer();
  const image = blur > 0 ? sharp(flat).blur(blur) : sharp(flat);
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

describe('reading codes', () => {
  it.each([
    ['straight', {}],
    ['turned by 17 degrees', { turn: 17 }],
    ['on its side', { turn: 90 }],
    ['upside down', { turn: 180 }],
    ['turned by 45 degrees', { turn: 45 }],
    ['out of focus', { turn: 8, blur: 1.4 }],
    ['small', { side: 110 }],
  ])('reads a label that is held %s', async (_how, more) => {
    expect(readCode(await pictureOf(label, more))).toBe(label);
  });

  it('sees no code on an empty table, and none in a picture without pixels', () => {
    const blank = new Uint8Array(640 * 480 * 4).fill(140);
    expect(readCode({ width: 640, height: 480, data: blank })).toBeUndefined();
    expect(readCode({ width: 0, height: 0, data: new Uint8Array() })).toBeUndefined();
  });
});

describe('watching for codes', () => {
  it('looks a few times a second and says a code once while it stays, and again when it comes back', async () => {
    const [first, second] = await Promise.all([pictureOf('/Bay S-0001'), pictureOf('/Bay S-0002')]);
    const said: string[] = [];
    let grabs = 0;
    const watch = new CodeWatch((text) => said.push(text));
    const show = (now: number, picture: Picture | undefined): void => {
      watch.frame(now, () => {
        grabs += 1;
        return picture;
      });
    };
    for (let now = 0; now < 1000; now += 33) show(now, first);
    expect(said).toEqual(['/Bay S-0001']);
    expect(grabs).toBeLessThan(9);
    show(1200, second);
    show(1400, undefined);
    show(1600, second);
    expect(said).toEqual(['/Bay S-0001', '/Bay S-0002']);
    show(4000, undefined);
    show(4200, second);
    expect(said).toEqual(['/Bay S-0001', '/Bay S-0002', '/Bay S-0002']);
  });
});
