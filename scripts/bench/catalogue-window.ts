import { type ChildProcess, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ElectronApplication, type Page, _electron as electron } from '@playwright/test';
import { z } from 'zod';
import { displayWrapper, findElectron, missingPackages, root, sandboxFlags } from '../lib/electron.mjs';

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
  const runtime = findElectron();
  if (runtime === undefined)
    return 'no Electron is there; get the test runtime: node scripts/test-runtime.mjs';
  const missing = missingPackages(runtime.path);
  if (missing.length > 0) return `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!existsSync(join(root, 'out/main/index.js'))) return 'the window is not built: npm run build';
  const command = [...displayWrapper(), process.execPath, fileURLToPath(import.meta.url), directory];
  const { stdout, stderr, status } = spawnSync(command[0] ?? '', command.slice(1), {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) return `the window failed: ${stderr.trim().split('\n').at(-1) ?? ''}`;
  return windowReportSchema.parse(JSON.parse(stdout));
}

async function measure(directory: string): Promise<WindowReport> {
  const profile = mkdtempSync(join(tmpdir(), 'strandline-bench-profile-'));
  const started = performance.now();
  const app = await electron.launch({
    executablePath: findElectron()?.path ?? '',
    args: [...sandboxFlags(), '--disable-gpu', `--user-data-dir=${profile}`, root, directory],
    cwd: root,
  });
  try {
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
  } finally {
    await app.close();
    rmSync(profile, { recursive: true, force: true });
  }
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
