import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';
import sharp from 'sharp';

export const screenshots = 'test-results/screenshots';
/** Where pictures for the documentation go: STRANDLINE_SCREENSHOTS=docs/screenshots renews them. */
const docs = process.env.STRANDLINE_SCREENSHOTS;
const refused = ['moderate', 'serious', 'critical'];
/** All of axe's rules that ask for colours (cat.color) and are not left to be chosen. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/**
 * Looks at what is on the screen in both colour schemes: a screenshot of each, and no barrier that is more than minor in either.
 * The schemes differ in colours alone, so that all other rules are asked once.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Without motion no screenshot and no measured contrast is of a colour on its way to another.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const picture = await page.screenshot({ path: join(screenshots, `${name}-${colorScheme}.png`) });
    if (docs !== undefined)
      await sharp(picture)
        .webp({ quality: 80 })
        .toFile(join(docs, `${name}-${colorScheme}.webp`));
    // Electron's context cannot open the page of its own that axe would otherwise use for frames; ours has no frames.
    // It brings its half megabyte to a page twice for each look, unless it is told what to bring.
    const isThere = await page.evaluate(() => 'axe' in window);
    const axe = new AxeBuilder({ page, ...(isThere ? { axeSource: 'void 0' } : {}) })
      .setLegacyMode()
      .options({ resultTypes: ['violations'] });
    if (colorScheme === 'dark') axe.withRules(rulesOfColour);
    const { violations } = await axe.analyze();
    const found = violations.filter(({ impact }) => refused.includes(impact ?? ''));
    expect(found.map(({ id, nodes }) => ({ id, html: nodes.map((node) => node.html) }))).toEqual([]);
  }
}
