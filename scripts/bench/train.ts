import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const cases = [
  { name: 'train', batch: 4 },
  { name: 'train', batch: 16 },
  { name: 'forward', batch: 4 },
  { name: 'forward', batch: 16 },
] as const;
const sideSchema = z.object({
  photosPerSecond: z.number(),
  peakMB: z.number(),
  version: z.string(),
});
type Measured = z.infer<typeof sideSchema>;

const ours = fileURLToPath(new URL('./train-ours.ts', import.meta.url));
const theirs = fileURLToPath(new URL('./train_pytorch.py', import.meta.url));

/**
 * One training step of ResNet18 (256 px, all layers, SGD with momentum), and its forward pass, against the same in PyTorch:
 * two threads each, in turns, each in a process of its own so that its peak memory can be told. PyTorch is taken from the
 * Python that STRANDLINE_PYTHON names (default: python3); where it has none, our side is measured alone.
 */
export function bench(args: readonly string[]): void {
  const python = process.env.STRANDLINE_PYTHON ?? 'python3';
  const report = cases.map(({ name, batch }) => {
    const mine = measured(process.execPath, [ours, name, String(batch)]);
    if (mine === undefined) throw new Error('our own side could not be measured');
    const pytorch = measured(python, [theirs, name, String(batch)]);
    const ratio = pytorch === undefined ? null : mine.photosPerSecond / pytorch.photosPerSecond;
    if (!args.includes('--json')) process.stdout.write(`${line(name, batch, mine, pytorch)}\n`);
    return { name, batch, ours: mine, pytorch: pytorch ?? null, ratio };
  });
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ cases: report }, null, 2)}\n`);
}

function measured(command: string, args: readonly string[]): Measured | undefined {
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return status === 0 ? sideSchema.parse(JSON.parse(stdout)) : undefined;
}

function line(name: string, batch: number, mine: Measured, pytorch: Measured | undefined): string {
  const side = ({ photosPerSecond, peakMB }: Measured): string =>
    `${photosPerSecond.toFixed(2)} photos/s, ${peakMB.toFixed(0)} MB`;
  const other =
    pytorch === undefined
      ? 'no PyTorch here'
      : `PyTorch ${pytorch.version}: ${side(pytorch)}; ratio ${(mine.photosPerSecond / pytorch.photosPerSecond).toFixed(2)}`;
  return `${name}, batch ${batch}: ${side(mine)}; ${other}`;
}
