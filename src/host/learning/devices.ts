import type { z } from 'zod';
import type { deviceSchema } from '#shared/contract/contract.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Recipe } from '#shared/learning/recipe.ts';
import { availableParallelism, cpus } from 'node:os';

type DeviceReport = z.infer<typeof deviceSchema>;

const notYet = 'this version trains on the processor only';

/**
 * What this computer can train on, and why not where it cannot. Other devices are not tried out: nothing would be trained
 * on them, and a broken driver can take the whole process down.
 */
export function listDevices(): DeviceReport[] {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return [
    { device: 'cpu', usable: true, detail: `${model}, ${availableParallelism()} threads` },
    { device: 'webgpu', usable: false, detail: `not used: ${notYet}` },
    {
      device: 'cuda',
      usable: false,
      detail: process.platform === 'linux' ? `not used: ${notYet}` : 'CUDA is used on Linux only',
    },
    {
      device: 'dml',
      usable: false,
      detail: process.platform === 'win32' ? `not used: ${notYet}` : 'DirectML exists on Windows only',
    },
  ];
}

/**
 * Refuses a recipe that this program cannot train, before anything is computed.
 *
 * @throws StrandlineError `unsupported`, `device-unavailable`.
 */
export function refuseUntrainable({ engine, device }: Recipe): void {
  if (engine !== 'ort') {
    throw new StrandlineError('unsupported', `The engine "${engine}" is not part of this version; "ort" is.`);
  }
  if (device !== 'auto' && device !== 'cpu') {
    const found = listDevices().find((one) => one.device === device);
    throw new StrandlineError(
      'device-unavailable',
      `The device "${device}" cannot be used: ${found?.detail ?? 'unknown'}.`,
    );
  }
}
