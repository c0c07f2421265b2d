import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { askInWindow, withWindow } from './in-electron.ts';

const previewSchema = z.object({
  electron: z.string(),
  seconds: z.number(),
  /** Frames that were put on the screen, those of them that the page was told of, and verdicts. */
  shown: z.number(),
  seen: z.number(),
  verdicts: z.number(),
  /** Between two frames that the page was told of, in milliseconds. */
  longestGap: z.number(),
});
export type Preview = z.infer<typeof previewSchema>;

/**
 * Counts the frames of a camera that a real window shows while it judges them.
 *
 * @param lab with a trained model.
 * @param camera what the camera shows, as MJPEG; Chromium plays it at 30 frames per second.
 * @returns the figures, or why there are none.
 */
export function measurePreview(lab: string, camera: string): Preview | string {
  const said = askInWindow(fileURLToPath(import.meta.url), [lab, camera]);
  return typeof said === 'string' ? said : previewSchema.parse(said.answer);
}

function measure(lab: string, camera: string): Promise<Preview> {
  const fake = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
  return withWindow([lab, ...fake, `--use-file-for-fake-video-capture=${camera}`], async (app) => {
    const page = await app.firstWindow();
    await page.getByRole('main').waitFor();
    await page.keyboard.press('Control+4');
    await page.locator('[role="group"] .fill').waitFor();
    // The first verdicts load the model.
    await page.waitForTimeout(2000);
    const counted = z
      .looseObject({})
      .parse(await page.evaluate(readFileSync(new URL('./in-bench-room.js', import.meta.url), 'utf8')));
    return previewSchema.parse({ ...counted, electron: await app.evaluate(() => process.versions.electron) });
  });
}

const [, script, lab, camera] = process.argv;
if (script === fileURLToPath(import.meta.url) && lab !== undefined && camera !== undefined)
  process.stdout.write(JSON.stringify(await measure(lab, camera)));
