import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { missingPrograms, startSlurm, stopSlurm } from '../../scripts/slurm/emulated.mjs';
import { openLab } from '#host/catalogue/lab.ts';
import { foundRun } from '#host/catalogue/queries/learning/runs.ts';
import { Listener } from '#host/runs/work/said.ts';
import { type Study, studySchema } from '#shared/studies/study.ts';
import { startNode } from '../support/children.ts';
import { writeTwoClasses } from '../support/photos.ts';
import { program, strandline, strandlineJson, strandlineProcessJson } from '../support/strandline.ts';

const missing = missingPrograms();
const isSkipped = missing.length > 0 && process.env.STRANDLINE_REQUIRE_ALL !== '1';
if (isSkipped)
  process.stderr.write(`*** THE TESTS ON SLURM ARE SKIPPED: ${missing.join(', ')} missing; see .ci/run\n`);

/** All twelve points and the figures take minutes; `npm run prove:slurm` asks for them. */
const isProof = process.env.STRANDLINE_SLURM === 'all';
const points = isProof ? ['8,12,16,24', '1,2,3'] : ['8,16', '1'];
const head = ['--image-size', '32', '--views', '1', '--weight-decay', '0.01', '--epochs', '4'];
const whole = ['--strategy', 'fine-tune', '--device', 'cpu', '--image-size', '32'];

let folder: string;
let slurm: string;
let made: string;

describe.skipIf(isSkipped)('on a real Slurm of two emulated nodes', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strandline-slurm-'));
    // Munge's own user must come through.
    chmodSync(folder, 0o711);
    slurm = join(folder, 'slurm');
    mkdirSync(slurm);
    for (const [name, value] of Object.entries(await startSlurm(slurm))) vi.stubEnv(name, value);
    await writeTwoClasses(join(folder, 'photos'), 10, 2);
    made = join(folder, 'made');
    await strandlineJson('init', made);
    await strandlineJson('import', made, join(folder, 'photos'));
  });

  afterAll(async () => {
    await stopSlurm(slurm);
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  async function labCalled(name: string): Promise<string> {
    const lab = join(folder, name);
    await cp(made, lab, { recursive: true });
    return lab;
  }

  test('a study comes out as it does here, to the byte, though its holder is killed; no job opens the database or the shared cache', async () => {
    const [lab, here] = [await labCalled("on the cluster's"), await labCalled('here')];
    const traces = join(folder, 'traces');
    mkdirSync(traces);
    vi.stubEnv('STRANDLINE_COMMAND', tracing(traces));
    const [at = '', seeds = ''] = points;
    const asked = ['--vary', 'photos', '--at', at, '--seeds', seeds, ...head];
    const afar = async (): Promise<unknown> => {
      const words = ['study', lab, ...asked, '--on', 'slurm', '--cpus', '1', '--time', '10'];
      const { child, ended } = startNode([program, ...words]);
      await until(() => /"job":"\d+"/.test(textOf(join(lab, 'runs/study-1/slurm.json'))));
      child.kill('SIGKILL');
      await ended;
      expect(squeue()).toContain('strandline-');
      expect(await strandlineProcessJson('gather', lab)).toMatchObject([{ job: 2, state: 'done' }]);
      expect(existsSync(join(lab, 'runs/study-1/slurm.json'))).toBe(false);
      return strandlineJson('studies', lab, '1');
    };
    const both = [strandlineProcessJson('study', here, ...asked), afar()];
    const [near, far] = (await Promise.all(both)).map((said) => studySchema.parse(said)) as [Study, Study];
    expect(far.points).toEqual(near.points);
    expect(far).toMatchObject({ state: 'done', runs: at.split(',').length * seeds.split(',').length });
    for (const { run } of far.points) {
      const file = join('runs', String(run), 'predictions.json');
      expect(readFileSync(join(lab, file)).equals(readFileSync(join(here, file)))).toBe(true);
      expect(existsSync(join(lab, 'runs', String(run), 'model.onnx'))).toBe(false);
    }
    await until(() => squeue() === '');
    expect(JSON.parse(readFileSync(join(lab, 'slurm.json'), 'utf8'))).toEqual({ cpus: 1, time: '10' });

    const opened = readdirSync(traces)
      .map((name) => readFileSync(join(traces, name), 'utf8'))
      .join('');
    expect(opened).toContain(`${lab}/runs/${far.points[0]?.run ?? ''}/work.jsonl`);
    expect(opened).not.toContain('lab.sqlite3');
    expect(opened).not.toContain(`${lab}/cache`);
    vi.stubEnv('STRANDLINE_COMMAND', undefined);
  });

  // Nothing may be skipped in CI, which has no quiet moment to measure in.
  if (isProof)
    test('a run costs at most 5 s beside its training', async () => {
      const lab = await labCalled('costs');
      const begun = join(folder, 'begun');
      mkdirSync(begun);
      vi.stubEnv('STRANDLINE_COMMAND', timing(begun));
      const words = ['--vary', 'photos', '--at', '8,12,16,24', '--seeds', '1,2', ...head];
      const study = studySchema.parse(await strandlineProcessJson('study', lab, ...words, '--on', 'slurm'));
      vi.stubEnv('STRANDLINE_COMMAND', undefined);
      const opened = openLab(lab);
      const costs = study.points.map(({ run }, index) => {
        const lines = readFileSync(join(lab, 'runs', String(run), 'work.jsonl'), 'utf8');
        const said = (kind: string): number =>
          Date.parse(new RegExp(`"kind":"${kind}".*"at":"([^"]+)"`).exec(lines)?.[1] ?? '') / 1000;
        const began = Number(readFileSync(join(begun, String(index)), 'utf8')) / 1000;
        const { result, endedAt } = foundRun(opened.db, run);
        const booked = Date.parse(endedAt ?? '') / 1000;
        const training = result?.seconds.total ?? 0;
        const own = said('done') - said('started') - training;
        return { start: said('started') - began, own, booking: booked - said('done'), training };
      });
      opened.close();
      const mean = (part: keyof (typeof costs)[number]): number =>
        costs.reduce((sum, cost) => sum + cost[part], 0) / costs.length;
      const whole = mean('start') + mean('own') + mean('booking');
      const parts = (['start', 'own', 'booking', 'training'] as const).map(
        (part) => `${part} ${mean(part).toFixed(2)} s`,
      );
      process.stdout.write(
        `A run costs ${whole.toFixed(2)} s beside its training (load ${loadavg()[0]?.toFixed(1)} of ${availableParallelism()}): ${parts.join(', ')}\n`,
      );
      // Of a computer that others work on too a run gets its share.
      const asked = (loadavg()[0] ?? 0) / availableParallelism();
      expect(whole).toBeLessThan(5 * Math.max(1, asked / 2));
    });

  test('a node that goes costs an epoch at most: the run goes on on the other', async () => {
    const lab = await labCalled('node down');
    const { ended } = startNode([program, 'train', lab, ...whole, '--epochs', '8', '--on', 'slurm']);
    const runDir = join(lab, 'runs/1');
    const said = () => new Listener(runDir).heard();
    const epochs = () => said().flatMap((one) => (one.kind === 'epoch' ? [one.record.epoch] : []));
    const hosts = () => said().flatMap((one) => (one.kind === 'started' ? [one.host] : []));
    await until(() => epochs().length >= 2);
    const [node = ''] = hosts();
    execFileSync('scontrol', ['update', `NodeName=${node}`, 'State=DOWN', 'Reason=test']);
    const before = epochs().at(-1) ?? 0;
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(0);
    execFileSync('scontrol', ['update', `NodeName=${node}`, 'State=RESUME']);
    expect(new Set(hosts()).size).toBe(2);
    const at = said().findLastIndex(({ kind }) => kind === 'started');
    const after =
      said()
        .slice(at)
        .find((one) => one.kind === 'epoch')?.record.epoch ?? 0;
    expect(after).toBeGreaterThanOrEqual(before);
    expect(epochs().at(-1)).toBe(8);
  });

  if (isProof)
    test('a run that goes on here is taken from the job that trains it, where Slurm cannot be asked', async () => {
      const lab = await labCalled('taken over');
      const asked = ['train', lab, ...whole, '--epochs', '900', '--on', 'slurm', '--detach'];
      const sent = (await strandlineProcessJson(...asked)) as { slurm: string };
      const isInQueue = (): boolean => squeue('%F').includes(sent.slurm);
      const checkpoint = join(lab, 'runs/1/checkpoint.safetensors');
      await until(() => existsSync(checkpoint));
      const env = { ...process.env, PATH: '' };
      const { code, stderr } = await startNode([program, 'gather', lab, '--cancel'], { env }).ended;
      expect([code, stderr]).toEqual([1, expect.stringContaining('no scancel')]);
      expect(isInQueue()).toBe(true);
      const here = startNode([program, 'resume', lab, '1'], { env });
      await until(() => !isInQueue());
      const { mtimeMs } = statSync(checkpoint);
      await until(() => statSync(checkpoint).mtimeMs > mtimeMs);
      here.child.kill('SIGINT');
      expect((await here.ended).code).toBe(130);
      expect(textOf(join(lab, 'runs/1/slurm/0.log'))).toContain('overtaken');
    });

  test('a study that is taken back leaves nothing in squeue, and its runs their checkpoints', async () => {
    const lab = await labCalled('cancelled');
    const asked = ['--vary', 'photos', '--at', '8,16', '--seeds', '1', ...whole, '--epochs', '900'];
    // One run trains, and the other waits.
    execFileSync('scontrol', ['update', 'NodeName=n2', 'State=DRAIN', 'Reason=test']);
    const { child, ended } = startNode([program, 'study', lab, ...asked, '--on', 'slurm']);
    const checkpoint = join(lab, 'runs/1/checkpoint.safetensors');
    await until(() => existsSync(checkpoint));
    child.kill('SIGINT');
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([130, expect.stringContaining('strandline gather LAB')]);
    const { name } = JSON.parse(readFileSync(join(lab, 'runs/study-1/slurm.json'), 'utf8')) as {
      name: string;
    };
    expect(
      squeue()
        .match(new RegExp(`${name} (?:RUNNING|PENDING)`, 'g'))
        ?.toSorted(),
    ).toEqual([`${name} PENDING`, `${name} RUNNING`]);

    const { stdout } = await strandline('gather', lab, '--cancel', '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ state: 'cancelled' }]);
    expect(squeue()).not.toContain(name);
    expect(new Listener(join(lab, 'runs/1')).heard().at(-1)).toEqual({ kind: 'interrupted' });
    expect(existsSync(checkpoint)).toBe(true);
    expect(await strandlineJson('studies', lab, '1')).toMatchObject({ state: 'cancelled' });
    execFileSync('scontrol', ['update', 'NodeName=n2', 'State=RESUME']);
  });
});

function squeue(format = '%j %T'): string {
  return execFileSync('squeue', ['--noheader', `--format=${format}`], { encoding: 'utf8' });
}

/** A command for the nodes that writes down when Slurm started it. */
function timing(begun: string): string {
  const file = join(folder, 'timed.sh');
  const words = `'${process.execPath}' '${program}' "$@"`;
  writeFileSync(file, `#!/bin/sh\ndate +%s%3N > '${begun}'/$SLURM_ARRAY_TASK_ID\nexec ${words}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A command for the nodes that writes down every file that Strandline opens. */
function tracing(traces: string): string {
  const file = join(folder, 'traced.sh');
  const words = `strace -f --seccomp-bpf -e trace=open,openat -o '${traces}'/$$`;
  writeFileSync(file, `#!/bin/sh\nexec ${words} '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries > 4000) throw new Error('it never was so');
    await sleep(50);
  }
}
