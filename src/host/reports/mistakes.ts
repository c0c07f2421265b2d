import sharp from 'sharp';
import type { Lab } from '#host/catalogue/lab.ts';
import { photoPlaces, numbersOfSamples } from '#host/catalogue/queries/learning/photo-places.ts';
import { type LabelledPrediction, bySureness } from '#shared/learning/prediction/run-predictions.ts';
import { mistakeText } from '#shared/learning/figures/confusion-look.ts';
import { percentText } from '#shared/learning/figures/figure-text.ts';
import type { Page, PageNode } from './page.ts';
import { thumbnail } from './parts.ts';

/** Samples that are shown. */
const most = 12;
const side = 200;

/** The samples that were predicted wrongly with the most confidence, each by its first photo. */
export async function worstMistakes(
  page: Page,
  lab: Lab,
  predictions: readonly LabelledPrediction[],
  classes: readonly string[],
): Promise<PageNode> {
  const wrong = predictions.filter(({ truth, predicted }) => truth !== predicted);
  if (wrong.length === 0) return page.p('None: every one was judged rightly.');
  const shown = wrong.toSorted(bySureness).slice(0, most);
  const places = photoPlaces(
    lab.db,
    shown.flatMap(({ hashes }) => hashes.slice(0, 1)),
  );
  const numbers = numbersOfSamples(
    lab.db,
    shown.map(({ sample }) => sample),
  );
  const tiles = shown.map(async ({ hashes: [hash = ''], sample, truth, predicted, confidence }) => {
    const number = numbers.get(sample) ?? 'a sample that has left the catalogue';
    const rotation = places.get(hash)?.rotation ?? 0;
    const source = await thumbnail(lab, hash, ({ bytes }) => turned(bytes, rotation));
    const picture =
      source === undefined ? [] : [page.el('img', { src: source, alt: `First photo of ${number}` })];
    return page.el(
      'li',
      {},
      ...picture,
      page.el('span', {}, number),
      page.el(
        'span',
        { class: 'quiet' },
        `${mistakeText(classes[truth] ?? '', classes[predicted] ?? '')} (${percentText(confidence)} % sure)`,
      ),
    );
  });
  return page.el(
    'div',
    {},
    page.p(
      `${wrong.length} of ${predictions.length} samples were judged wrongly; the surest first.`,
      'quiet',
    ),
    page.el('ul', { class: 'photos' }, ...(await Promise.all(tiles))),
  );
}

/** Upright, small, as a JPEG. */
async function turned(thumb: Uint8Array, rotation: number): Promise<{ mime: string; bytes: Uint8Array }> {
  const small = sharp(thumb).rotate(rotation).resize(side, side, { fit: 'inside' }).jpeg({ quality: 75 });
  return { mime: 'image/jpeg', bytes: await small.toBuffer() };
}
