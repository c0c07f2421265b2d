import type { DryRun } from '#shared/slurm/dry-run.ts';
import { duration } from './terminal.ts';

/** What a run or a study would come to on a cluster. */
export function dryRunText({
  runs,
  seconds,
  measured,
  photos,
  sentBytes,
  keptBytes,
  workingBytes,
  command,
}: DryRun): string {
  const nodes = Math.min(10, runs);
  const [least, most] = [duration(seconds.least), duration(seconds.most)];
  const each = least === most ? most : `${least} to ${most}`;
  const long =
    runs === 1
      ? `1 run, ${most} at the speed of this computer.`
      : `${runs} runs, ${each} each at the speed of this computer: ${duration(seconds.all)} one after another, about ${duration(seconds.all / nodes)} on ${nodes} nodes.`;
  return [
    `${long} Starting and booking take up to 5 s for each run besides. ${measuredText(measured)}`,
    `Disk: ${megabytes(keptBytes)} stay in the lab; while a run is under way ${megabytes(workingBytes)} for it besides.`,
    `Sent: ${megabytes(sentBytes)} of plans, written into the lab. ${photos.count} photos (${megabytes(photos.bytes)}) are read where they lie; nothing is copied.`,
    `Slurm is told: ${command.join(' ')} runs/${runs === 1 ? '…' : 'study-…'}/slurm/script.sh`,
    'Nothing was made or sent.',
  ].join('\n');
}

function measuredText(measured: DryRun['measured']): string {
  const parts = measured.map(
    ({ place, at }) => `${place}, ${at === null ? 'just now' : `on ${at.slice(0, 10)}`}`,
  );
  return `Measured: ${parts.join('; ')}.`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
