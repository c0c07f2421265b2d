import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Lab } from '#host/catalogue/lab.ts';
import { judgedPhotos, numbersOfSamples } from '#host/catalogue/queries/learning/judged-photos.ts';
import { renditionFile } from '#host/catalogue/renditions.ts';
import { type Judgement, bySureness } from '#shared/learning/prediction/judgement.ts';
import { percentText } from '#shared/learning/figures/figure-text.ts';
import type { Page, PageNode } from './page.ts';
import { dataUrl } from './parts.ts';

/** Samples that are shown. */
const most = 12;
const side = 200;

/** The samples that were judged wrongly with the most confidence, each by its first photo. */
export async function worstMistakes(
  page: Page,
  lab: Lab,
  judgements: readonly Judgement[],
  classes: readonly string[],
): Promise<PageNode> {
  const wrong = judgements.filter(({ truth, predicted }) => truth !== predicted);
  if (wrong.length === 0) return page.el('p', {}, 'None: every one was judged rightly.');
  const shown = wrong.toSorted(bySureness).slice(0, most);
  const places = judgedPhotos(
    lab.db,
    shown.flatMap(({ photos }) => photos.slice(0, 1)),
  );
  const numbers = numbersOfSamples(
    lab.db,
    shown.map(({ sample }) => sample),
  );
  const tiles = shown.map(async ({ photos: [hash = ''], sample, truth, predicted, confidence }) => {
    const number = numbers.get(sample) ?? 'a sample that has left the catalogue';
    const source = await thumbnail(lab, hash, places.get(hash)?.rotation ?? 0);
    const picture = source === null ? [] : [page.el('img', { src: source, alt: `First photo of ${number}` })];
    return page.el(
      'li',
      {},
      ...picture,
      page.el('span', {}, number),
      page.el(
        'span',
        { class: 'quiet' },
        `${classes[truth] ?? ''}, taken for ${classes[predicted] ?? ''} (${percentText(confidence)} % sure)`,
      ),
    );
  });
  return page.el(
    'div',
    {},
    page.el(
      'p',
      { class: 'quiet' },
      `${wrong.length} of ${judgements.length} samples were judged wrongly; the surest first.`,
    ),
    page.el('ul', { class: 'photos' }, ...(await Promise.all(tiles))),
  );
}

/** A photo as a small JPEG in a data: URL; null where the lab no longer has it, or cannot read it. */
async function thumbnail(lab: Lab, hash: string, rotation: number): Promise<string | null> {
  try {
    const file = await renditionFile(lab, hash, 'thumb');
    if (file === null) return null;
    const small = await sharp(await readFile(file.path))
      .rotate(rotation)
      .resize(side, side, { fit: 'inside' })
      .jpeg({ quality: 75 })
      .toBuffer();
    return dataUrl('image/jpeg', small);
  } catch {
    // A photo that cannot be shown must not keep a person from the figures.
    return null;
  }
}
