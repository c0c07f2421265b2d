import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { inspect } from './support/inspect.ts';
import { test } from './support/trained-lab.ts';

// No library is there, and none can be downloaded.
process.env.STRANDLINE_ENGINES = join(mkdtempSync(join(tmpdir(), 'strandline-engines-')), 'libraries');
process.env.STRANDLINE_PYPI = 'http://127.0.0.1:9/simple/';

test('engines are listed, and what an installation comes to is said', async ({ launched: { app, page } }) => {
  const room = page.getByRole('main');
  await page.keyboard.press('Control+2');
  await room.getByText('Engines', { exact: true }).click();
  const list = room.getByRole('list', { name: 'Engines' });
  await expect(list.getByText(/^ONNX Runtime/)).toBeVisible();
  await expect(list.getByText('TensorFlow 2.21.0 is not installed.')).toBeVisible();
  for (const [width, height] of [
    [960, 700],
    [1440, 900],
  ] as const) {
    await app.evaluate(
      ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h),
      [width, height] as const,
    );
    await list.scrollIntoViewIfNeeded();
    await inspect(page, `train-engines-${width}`);
  }
  await list.getByRole('button', { name: 'Install TensorFlow', exact: true }).click();
  await expect(page.getByText(/there is no connection/)).toBeVisible();
  await list.getByRole('button', { name: 'Install TensorFlow', exact: true }).scrollIntoViewIfNeeded();
  await inspect(page, 'train-engines-failed');
});
