import { spawnSync } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const cases = [
  { name: 'train', batch: 4, side: 256 },
  { name: 'train', batch: 16, side: 256 },
  { name: 'train', batch: 8, side: 128 },
  { name: 'forward', batch: 4, side: 256 },
  { name: 'forward', batch: 16, side: 256 },
] as const;
/** On a card larger batches count too. */
const cardCases = [{ name: 'train', batch: 64, side: 256 }] as const;
interface Case {
  readonly name: 'train' | 'forward';
  readonly batch: number;
  readonly side: number;
}

const sideSchema = z.object({ photosPerSecond: z.number(), peakMB: z.number() });
const pytorchSchema = sideSchema.extend({ version: z.string() });
type Side = z.infer<typeof sideSchema>;
type Pytorch = z.infer<typeof pytorchSchema>;
const engines = ['ort', 'tfjs'] as const;
type Engine = (typeof engines)[number];

const ours = fileURLToPath(new URL('./train-ours.ts', import.meta.url));
const theirs = fileURLToPath(new URL('./train_pytorch.py', import.meta.url));

/** Before and after our side PyTorch may differ by so much; more, and something else was running. */
const mostDrift = 0.3;

/**
 * One training step of ResNet18 (all layers, SGD with momentum), and its forward pass, by each of our engines against the same
 * in PyTorch: in turns, each in a process of its own so that its peak memory can be told. PyTorch is taken from the Python
 * that STRANDLINE_PYTHON names (default: python3); where it has none, our side is measured alone.
 *
 * Beside another program PyTorch starves first, which flatters us. So it is timed before and after, and a bench in which the
 * two differ by more than 30 % ends with a refusal.
 *
 * @param args `--json`; `--device cuda` measures on a card, where PyTorch computes with TensorFloat-32.
 */
export function bench(args: readonly string[]): void {
  const { json, device } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean', default: false }, device: { type: 'string', default: 'cpu' } },
  }).values;
  sayLoad();
  const wanted: readonly Case[] = device === 'cpu' ? cases : [...cases, ...cardCases];
  const report = wanted.map((one) => {
    const result = measured(one, device);
    if (!json) process.stdout.write(`${line(result)}\n`);
    return result;
  });
  if (json) process.stdout.write(`${JSON.stringify({ cases: report }, null, 2)}\n`);
}

function sayLoad(): void {
  const [load = 0] = loadavg();
  process.stderr.write(`load before: ${load.toFixed(2)} on ${availableParallelism()} threads\n`);
  if (load > availableParallelism() / 4)
    process.stderr.write('other programs are running; end them, or the ratio means nothing\n');
}

interface Result extends Case {
  readonly ours: Side & { readonly engine: Engine };
  readonly engines: Record<Engine, Side | null>;
  readonly pytorch: Pytorch | null;
  readonly ratio: number | null;
}

function measured(one: Case, device: string): Result {
  const { name, batch, side } = one;
  const setting = [name, String(batch), String(side), device];
  const python = process.env.STRANDLINE_PYTHON ?? 'python3';
  const pytorch = (): Pytorch | null => told(pytorchSchema, python, [theirs, ...setting]) ?? null;
  const before = pytorch();
  const found = engines.map(
    (engine) =>
      [engine, told(sideSchema.nullable(), process.execPath, [ours, engine, ...setting]) ?? null] as const,
  );
  const after = before && pytorch();
  refuseDrift(one, before, after);
  const [best] = found
    .flatMap(([engine, figures]) => (figures === null ? [] : [{ engine, ...figures }]))
    .sort((a, b) => b.photosPerSecond - a.photosPerSecond);
  if (best === undefined) throw new Error('none of our engines could be measured');
  // The faster of the two: what else ran has held it up less.
  const faster = before && after && (before.photosPerSecond > after.photosPerSecond ? before : after);
  return {
    ...one,
    ours: best,
    engines: Object.fromEntries(found) as Result['engines'],
    pytorch: faster,
    ratio: faster && best.photosPerSecond / faster.photosPerSecond,
  };
}

function refuseDrift({ name, batch, side }: Case, before: Pytorch | null, after: Pytorch | null): void {
  if (before === null || after === null) return;
  const speeds = [before.photosPerSecond, after.photosPerSecond].sort((a, b) => a - b);
  const [slow = 0, fast = 0] = speeds;
  if (fast <= slow * (1 + mostDrift)) return;
  process.stderr.write(
    `PyTorch made ${before.photosPerSecond.toFixed(1)} photos/s before and ${after.photosPerSecond.toFixed(1)} after our side (${name}, batch ${batch}, ${side} px): something else is running. Measure again on a quiet computer.\n`,
  );
  process.exit(1);
}

/** What a process of one side says. @returns undefined where it failed. */
function told<Schema extends z.ZodType>(
  schema: Schema,
  command: string,
  args: readonly string[],
): z.infer<Schema> | undefined {
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return status === 0 ? schema.parse(JSON.parse(stdout)) : undefined;
}

function line({ name, batch, side, engines: found, pytorch, ratio }: Result): string {
  const figures = (label: string, one: Side | null): string =>
    one === null
      ? `${label} not there`
      : `${label} ${one.photosPerSecond.toFixed(2)} photos/s, ${one.peakMB.toFixed(0)} MB`;
  const all = [
    ...engines.map((engine) => figures(engine, found[engine])),
    figures(`PyTorch${pytorch === null ? '' : ` ${pytorch.version}`}`, pytorch),
  ];
  return `${name}, batch ${batch}, ${side} px: ${all.join('; ')}${ratio === null ? '' : `; ratio ${ratio.toFixed(2)}`}`;
}
