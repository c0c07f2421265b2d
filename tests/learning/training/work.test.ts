import type { SpawnOptions } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { beginAttempt, holdsRun, leaveHere, refuseOvertaken, takeHere } from '#host/training/attempt.ts';
import { Listener, say } from '#host/runs/work/said.ts';
import { readWork, writeWorkList, writeWorkPlan } from '#host/runs/work/work-plan.ts';
import { backboneFor } from '#host/training/backbones/backbone-for.ts';
import { readResult } from '#host/training/result-file.ts';
import { runTraining } from '#host/training/trainer.ts';
import type { TrainingPlan } from '#shared/learning/plan.ts';
import { type Recipe, defaultRecipe, embeddedBackbone } from '#shared/learning/recipe.ts';
import { softwareVersion } from '#shared/version.ts';
import { startNode } from '../../support/children.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryFolder } from '../../support/labs.ts';
import { filesBelow, planOver, quietHooks } from '../../support/plans.ts';
import { writeTwoClasses } from '../../support/photos.ts';
import { program } from '../../support/strandline.ts';

/** A lab's folder as far as a run needs it: photos, their list, the run's own folder. */
async function runFolderOf(
  asked: Partial<Recipe>,
): Promise<{ root: string; plan: TrainingPlan; list: string }> {
  const root = join(temporaryFolder(), "a lab's folder");
  await writeTwoClasses(join(root, 'photos'), 6, 1);
  const photos = ['bright', 'dark'].flatMap((name, classIndex) =>
    filesBelow(join(root, 'photos', name)).map((path, sample) => ({
      path,
      classIndex,
      sample: classIndex * 100 + sample,
    })),
  );
  const recipe = { ...defaultRecipe(asked.strategy ?? 'frozen', embeddedBackbone), imageSize: 32, ...asked };
  const { file: backboneFile } = backboneFor(recipe.strategy, recipe.backbone);
  const plan = {
    ...planOver(photos, ['bright', 'dark'], { directory: root, backboneFile, recipe }),
    runDir: join(root, 'runs/7'),
    modelFile: join(root, 'runs/7/model.onnx'),
    softwareVersion,
  };
  mkdirSync(plan.runDir, { recursive: true });
  const items = plan.items.map((item) => ({ ...item, path: item.path.slice(root.length + 1) }));
  writeFileSync(join(plan.runDir, 'photos.json'), JSON.stringify({ classes: plan.classes, items }));
  const file = await writeWorkPlan(root, plan, { photos: join(plan.runDir, 'photos.json') });
  const list = join(plan.runDir, 'plans.json');
  await writeWorkList(list, root, [file]);
  return { root, plan, list };
}

function kinds(runDir: string): string[] {
  return [...new Set(new Listener(runDir).heard().map(({ kind }) => kind))];
}

test('a plan that is sent is the plan, wherever the lab lies; a part of its photos is taken in its own order', async () => {
  const { root, plan, list } = await runFolderOf({ strategy: 'frozen' });
  expect(readWork(list, 0, { cacheDir: plan.cacheDir })).toEqual(plan);

  const photos = join(plan.runDir, 'photos.json');
  await writeWorkPlan(root, plan, { photos, part: { items: [3, 0], sides: '20' } });
  const { items } = readWork(list, 0, { cacheDir: plan.cacheDir });
  expect(items).toEqual([
    { ...plan.items[3], side: 'test' },
    { ...plan.items[0], side: 'train' },
  ]);
  expect((await refusal('bad-argument', () => readWork(list, 1, { cacheDir: '/c' }))).message).toContain(
    '0 to 0',
  );
});

test('a plan leads nowhere out of the root, and one of another version is refused in words', async () => {
  const { root, plan, list } = await runFolderOf({ strategy: 'frozen' });
  const file = join(plan.runDir, 'plan.json');
  const sent = JSON.parse(readFileSync(file, 'utf8')) as object;
  const read = (): unknown => readWork(list, 0, { cacheDir: '/c' });
  symlinkSync(temporaryFolder(), join(root, 'out'));
  for (const wrong of [
    { folder: '../elsewhere' },
    { folder: '/etc' },
    { folder: 'out' },
    { model: 'runs/../../m.onnx' },
    { photos: 'out' },
    { part: { items: [999], sides: '0' } },
    { part: { items: [1], sides: '' } },
    { command: 'rm' },
  ]) {
    writeFileSync(file, JSON.stringify({ ...sent, ...wrong }));
    await refusal('corrupt-file', read);
  }
  writeFileSync(file, JSON.stringify({ ...sent, softwareVersion: '9.9.9' }));
  expect((await refusal('unsupported', read)).message).toContain('9.9.9');
  writeFileSync(list, JSON.stringify({ root: '/', plans: ['etc/passwd'] }));
  await refusal('corrupt-file', read);
  await refusal('not-found', () => readWork(join(root, 'none.json'), 0, { cacheDir: '/c' }));
});

test('what is said is heard once, line by line; a line that is half written waits, one that is broken says nothing', () => {
  const folder = temporaryFolder();
  const listener = new Listener(folder);
  expect(listener.heard()).toEqual([]);
  say(folder, { kind: 'started', host: 'n1' });
  writeFileSync(join(folder, 'work.jsonl'), 'torn}\n{"kind":"do', { flag: 'a' });
  expect(listener.heard()).toEqual([{ kind: 'started', host: 'n1' }]);
  writeFileSync(join(folder, 'work.jsonl'), 'ne"}\n', { flag: 'a' });
  expect(listener.heard()).toEqual([{ kind: 'done' }]);
  expect(listener.heard()).toEqual([]);
});

test('a run belongs to the attempt that took it last; one that Slurm began earlier does not take it back', async () => {
  const folder = temporaryFolder();
  const first = await beginAttempt(folder, { job: '7', restart: 0 });
  const second = await beginAttempt(folder, { job: '7', restart: 1 });
  expect([holdsRun(folder, first ?? ''), holdsRun(folder, second ?? '')]).toEqual([false, true]);
  await refusal('conflict', () => refuseOvertaken(folder, first));
  expect(await beginAttempt(folder, { job: '7', restart: 0 })).toBeUndefined();
  refuseOvertaken(folder, second);
  expect(await beginAttempt(folder, { job: '8', restart: 0 })).toBeDefined();
  await refusal('conflict', () => refuseOvertaken(folder, second));
  refuseOvertaken(folder, undefined);
});

test('whoever has the lab open takes a run back: nothing that was sent before begins, until it leaves the run', async () => {
  const folder = temporaryFolder();
  const afar = await beginAttempt(folder, { job: '7', restart: 0 });
  const here = await takeHere(folder);
  await refusal('conflict', () => refuseOvertaken(folder, afar));
  expect(await beginAttempt(folder, { job: '7', restart: 1 })).toBeUndefined();
  refuseOvertaken(folder, here);
  leaveHere(folder, here);
  await refusal('conflict', () => refuseOvertaken(folder, afar));
  const next = await beginAttempt(folder, { job: '8', restart: 0 });
  leaveHere(folder, here);
  refuseOvertaken(folder, next);
});

/** Two trainings of a whole network: asked for with the proofs of a cluster. */
const isProof = process.env.STRANDLINE_SLURM === 'all';
/** Nothing here waits for seconds; a busy computer takes as long as it takes. */
const patience = 900_000;
if (isProof)
  test(
    'of two attempts at one run the later one is heard, and the earlier one writes nothing more',
    async () => {
      const asked = { strategy: 'fine-tune', epochs: 8, device: 'cpu', engine: 'ort' } as const;
      const { plan, list } = await runFolderOf(asked);
      const { runDir } = plan;
      const folder = (): Record<string, string> =>
        Object.fromEntries(filesBelow(runDir).map((file) => [file, readFileSync(file, 'base64')]));
      const env = { ...process.env, SLURM_JOB_ID: '7' };
      const worked = (cache: string, options: SpawnOptions): ReturnType<typeof startNode> =>
        startNode([program, 'work', list, '0', '--json', '--cache', join(temporaryFolder(), cache)], options);
      // A group of its own: its node only seems to be gone, with all that runs there.
      const first = worked('a', { env, detached: true });
      const group = -(first.child.pid ?? 0);
      const early = new Listener(runDir);
      const epochs = (): number[] =>
        early.heard().flatMap((said) => (said.kind === 'epoch' ? [said.record.epoch] : []));
      await Promise.race([
        vi.waitFor(() => expect(epochs()).not.toEqual([]), { timeout: patience, interval: 5 }),
        first.ended.then(({ stderr }) => expect.fail(`it ended before its first epoch: ${stderr}`)),
      ]);
      process.kill(group, 'SIGSTOP');
      expect(existsSync(join(runDir, 'result.json')), 'it was stopped before its end').toBe(false);

      const second = await worked('b', { env: { ...env, SLURM_RESTART_COUNT: '1' } }).ended;
      expect(second.code, second.stderr).toBe(0);
      expect(early.heard().at(-1)).toEqual({ kind: 'done' });
      const before = folder();
      process.kill(group, 'SIGCONT');
      const { code, stdout } = await first.ended;
      expect([code, JSON.parse(stdout)]).toEqual([1, { state: 'overtaken' }]);
      expect(folder()).toEqual(before);
      expect(readResult(plan)).toBeDefined();

      // One that Slurm began before, and that only now comes to begin.
      const late = await worked('c', { env }).ended;
      expect([late.code, JSON.parse(late.stdout)]).toEqual([1, { state: 'overtaken' }]);
      expect(folder()).toEqual(before);
    },
    patience,
  );

test('what an earlier attempt says after a later one began is not heard', () => {
  const folder = temporaryFolder();
  const listener = new Listener(folder);
  say(folder, { kind: 'started', host: 'n1' }, 'a');
  say(folder, { kind: 'started', host: 'n2' }, 'b');
  say(folder, { kind: 'failed', error: { code: 'internal', message: 'x', data: {} } }, 'a');
  say(folder, { kind: 'done' }, 'b');
  expect(listener.heard().map(({ kind }) => kind)).toEqual(['started', 'started', 'done']);
  say(folder, { kind: 'interrupted' }, 'a');
  expect(listener.heard()).toEqual([]);
});

test('work makes the run as it is made here, in a folder that was mounted elsewhere, with a cache of its own', async () => {
  const { root, plan } = await runFolderOf({ strategy: 'frozen', views: 1 });
  const moved = join(temporaryFolder(), 'elsewhere');
  await cp(root, moved, { recursive: true });
  const cache = join(temporaryFolder(), 'cache');
  const [worked] = await Promise.all([
    startNode([program, 'work', join(moved, 'runs/7/plans.json'), '0', '--cache', cache, '--json']).ended,
    runTraining(plan, quietHooks()),
  ]);
  expect(worked.stderr).not.toContain('Error');
  expect([worked.code, JSON.parse(worked.stdout)]).toEqual([0, { state: 'done' }]);
  const predictions = (folder: string): Buffer => readFileSync(join(folder, 'runs/7/predictions.json'));
  expect(predictions(moved).equals(predictions(root))).toBe(true);
  const there = { ...plan, runDir: join(moved, 'runs/7'), modelFile: join(moved, 'runs/7/model.onnx') };
  expect(readResult(there)?.test).toEqual(readResult(plan)?.test);
  expect(kinds(there.runDir)).toEqual(expect.arrayContaining(['started', 'epoch', 'place', 'done']));
  expect(existsSync(join(cache, 'features.sqlite3'))).toBe(true);
  expect(existsSync(join(moved, 'cache'))).toBe(false);
});

test('SIGTERM interrupts: 143 after a checkpoint, from which it goes on', async () => {
  const { plan, list } = await runFolderOf({ strategy: 'fine-tune', epochs: 400, device: 'cpu' });
  const { child, ended } = startNode([program, 'work', list, '0']);
  const listener = new Listener(plan.runDir);
  const watch = setInterval(() => {
    if (listener.heard().some(({ kind }) => kind === 'epoch')) child.kill('SIGTERM');
  }, 20);
  const { code, stderr } = await ended;
  clearInterval(watch);
  expect([code, stderr]).toEqual([143, expect.not.stringContaining('ailed')]);
  expect(kinds(plan.runDir).at(-1)).toBe('interrupted');
  expect(existsSync(join(plan.runDir, 'checkpoint.safetensors'))).toBe(true);
});
