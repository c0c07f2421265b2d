import { availableParallelism, arch, cpus, platform, release, totalmem } from 'node:os';
import { env } from 'onnxruntime-node';
import type { RunEnvironment } from '#shared/learning/plan.ts';

const gibibyte = 1024 ** 3;

/** What a run is computed with and on, for whoever wants to repeat it. */
export function runEnvironment(softwareVersion: string): RunEnvironment {
  return {
    strandline: softwareVersion,
    onnxruntime: env.versions.node ?? env.versions.common,
    node: process.versions.node,
    system: `${platform()} ${release()}, ${arch()}`,
    processor: processorModel(),
    threads: availableParallelism(),
    memoryGiB: Math.round((totalmem() / gibibyte) * 10) / 10,
  };
}

export function processorModel(): string {
  return cpus()[0]?.model.trim() ?? 'unknown processor';
}
