import { readPth } from '#host/training/weights/pth.ts';
import { readSafetensors } from '#host/training/weights/safetensors.ts';
import { writePth } from '../../../tests/support/pickled.ts';
import { overlappingArchive, overlappingTensors } from '../../../tests/support/hostile-files.ts';
import { mutated } from '../mutate.ts';
import { type OpenTarget, tried } from '../target.ts';
import { fixtureFiles } from './seeds.ts';

/** Readers of weights; they refuse with an error whose message ends a sentence. */
function weights(seeds: readonly Uint8Array[], read: (bytes: Uint8Array) => unknown): ReturnType<OpenTarget> {
  return Promise.resolve({ attempt: (random) => tried(mutated(random, seeds), read) });
}

export const pth: OpenTarget = () =>
  weights(
    [
      ...fixtureFiles('weights', ['.pth']),
      writePth(
        {
          'conv1.weight': { storage: '0', dims: [2, 3, 1, 1] },
          bias: { storage: '1', dims: [2], offset: 1 },
        },
        { '0': new Float32Array(6), '1': new Float32Array(4) },
      ),
      overlappingArchive(new Uint8Array(20)).slice(0, 100_000),
    ],
    readPth,
  );

export const safetensors: OpenTarget = () =>
  weights([...fixtureFiles('weights', ['.safetensors']), overlappingTensors(3)], readSafetensors);
