import { describe, expect, it } from 'vitest';
import { labelText } from '#shared/domain/label.ts';
import { CodeWatch } from '../../../../../src/renderer/catalogue/scan/code-watch.ts';
import { type Picture, readCode } from '../../../../../src/renderer/catalogue/scan/read-code.ts';
import { pictureOf } from '../../../../support/label-picture.ts';

const label = labelText({ surveyName: 'Nordstrand Frühjahr', number: 'S-0042' });

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
