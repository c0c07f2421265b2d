import { type ChildProcess, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ElectronApplication, Page } from '@playwright/test';
import { z } from 'zod';
import { askInWindow, withWindow } from './in-electron.ts';

const framesSchema = z.object({
  frames: z.number(),
  p50: z.number(),
  p95: z.number(),
  worst: z.number(),
  over50: z.number(),
  longTasks: z.number(),
  longestTask: z.number(),
});

const windowReportSchema = z.object({
  electron: z.string(),
  /** From the program's start to the first tiles with their pictures; of this, what the window itself took. Milliseconds. */
  startToTiles: z.number(),
  windowToTiles: z.number(),
  /** The first letter of a search to the shown count, as a person waits for it; the pause in typing is in it. */
  searchToTiles: z.number(),
  scrolling: z.record(z.string(), framesSchema),
  /** Resident memory in MB after the scrolling: the window's own process, and all of the program's together. */
  windowMb: z.number(),
  programMb: z.number(),
});
export type WindowReport = z.infer<typeof windowReportSchema>;

/** Measures a real window on a lab, in a process of its own. @returns the figures, or why there are none. */
export function measureWindow(directory: string): WindowReport | string {
  const said = askInWindow(fileURLToPath(import.meta.url), [directory]);
  return typeof said === 'string' ? said : windowReportSchema.parse(said.answer);
}

function measure(directory: string): Promise<WindowReport> {
  const started = performance.now();
  return withWindow([directory], async (app) => {
    const page = await app.firstWindow();
    const windowToTiles = await tilesShown(page);
    const startToTiles = performance.now() - started;
    const scrolling = z
      .record(z.string(), framesSchema)
      .parse(await page.evaluate(readFileSync(new URL('./in-window.js', import.meta.url), 'utf8')));
    const searchToTiles = await searched(page);
    return {
      electron: await app.evaluate(() => process.versions.electron),
      startToTiles,
      windowToTiles,
      searchToTiles,
      scrolling,
      ...(await memory(app)),
    };
  });
}

/** @returns when, since the page began to load, the first tile had its picture. */
async function tilesShown(page: Page): Promise<number> {
  await onceIn(
    page,
    `(() => {
      const picture = document.querySelector('[role="gridcell"] img');
      return picture !== null && picture.complete && picture.naturalWidth > 0;
    })()`,
  );
  return z.number().parse(await page.evaluate('performance.now()'));
}

async function searched(page: Page): Promise<number> {
  const count = `document.querySelector('.toolbar [role="status"]').textContent`;
  const before = await page.evaluate(count);
  await page.getByRole('searchbox').focus();
  const started = performance.now();
  await page.keyboard.press('q');
  await onceIn(page, `${count} !== ${JSON.stringify(before)}`);
  return performance.now() - started;
}

/** Waits, looking at every frame. As text: the page's own policy lets nothing else be evaluated from outside. */
async function onceIn(page: Page, condition: string): Promise<void> {
  await page.evaluate(`new Promise((resolve) => {
    const look = () => (${condition}) ? resolve() : requestAnimationFrame(look);
    look();
  })`);
}

async function memory(app: ElectronApplication): Promise<{ windowMb: number; programMb: number }> {
  const processes = await app.evaluate(({ app: running }) =>
    running.getAppMetrics().map(({ type, memory: { workingSetSize } }) => ({ type, kb: workingSetSize })),
  );
  const mb = (of: typeof processes): number => of.reduce((sum, { kb }) => sum + kb, 0) / 1024;
  const own = mb(processes.filter(({ type }) => type === 'Tab'));
  return { windowMb: own, programMb: mb(processes) + hostMb(app.process()) };
}

/** The lab's process is no Chromium one, so Electron does not count it. Only Linux tells. */
function hostMb({ pid = 0 }: ChildProcess): number {
  if (process.platform !== 'linux') return 0;
  const { stdout } = spawnSync('ps', ['-o', 'rss=,args=', '--ppid', String(pid)], { encoding: 'utf8' });
  const rows = stdout.split('\n').filter((row) => row.includes('host.js'));
  return rows.reduce((sum, row) => sum + Number(/\d+/.exec(row)?.[0] ?? 0), 0) / 1024;
}

const [, script, directory] = process.argv;
if (script === fileURLToPath(import.meta.url) && directory !== undefined)
  process.stdout.write(JSON.stringify(await measure(directory)));
