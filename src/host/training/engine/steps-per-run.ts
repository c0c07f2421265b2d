import type { Device } from '#shared/learning/recipe.ts';

/** Providers whose tensors come back to the processor after every run: their state shall travel once for several steps. */
const travels: Readonly<Record<Device, boolean>> = { cpu: false, webgpu: false, cuda: true, dml: true };

/** More gain nothing: the state's way is then a small part, and progress, a cancel and checkpoints wait for a run. */
const most = 16;

/** What the batches of one run may take; they lie in the computer's memory and on the card. */
const mostBytes = 256 * 1024 ** 2;

/**
 * How many steps the built-in engine takes in one run of onnxruntime.
 *
 * @param bytes of what one step is fed.
 * @returns from 1 to 16.
 */
export function stepsPerRun(device: Device, bytes: number): number {
  return travels[device] ? Math.max(1, Math.min(most, Math.floor(mostBytes / bytes))) : 1;
}
