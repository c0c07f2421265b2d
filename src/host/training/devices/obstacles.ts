import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Device } from '#shared/learning/recipe.ts';

/** What is known of this computer before anything is tried. */
export interface Computer {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Whether a file or folder is there. */
  readonly has: (path: string) => boolean;
  /** Folder of onnxruntime-node's package. */
  readonly runtime: string;
}

export function thisComputer(): Computer {
  const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  return { platform: process.platform, arch: process.arch, has: existsSync, runtime };
}

/** Why a device cannot be there, and what would help; undefined where it is worth a try. */
export function obstacle(device: Device, { platform, arch, has, runtime }: Computer): string | undefined {
  if (device === 'dml' && platform !== 'win32') return 'DirectML exists on Windows only.';
  if (device !== 'cuda') return undefined;
  if (platform !== 'linux' || arch !== 'x64') return 'CUDA is used on Linux on x64 only; see dml and webgpu.';
  if (!has('/proc/driver/nvidia/version'))
    return 'There is no NVIDIA driver. For an NVIDIA card, install its driver, then see again.';
  const provider = join(runtime, 'bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so');
  if (has(provider)) return undefined;
  const install = join(runtime, 'script/install.js');
  return `onnxruntime's CUDA provider is not installed. Get it with: ONNXRUNTIME_NODE_INSTALL=cuda12 node ${install} (it needs CUDA 12 and cuDNN 9).`;
}

/** What onnxruntime and drivers say, by what it contains, in words that help. Theirs has no codes. */
const meanings: readonly (readonly [RegExp, string])[] = [
  [
    /libvulkan|Couldn't load Vulkan/i,
    'Vulkan is not installed. On Debian or Ubuntu: apt-get install libvulkan1 mesa-vulkan-drivers; for an NVIDIA card its driver.',
  ],
  [
    /No supported adapters|Failed to get a WebGPU adapter/i,
    'No graphics card was found that WebGPU can use. Install the driver of the graphics card.',
  ],
  [
    /libcudnn|libcublas|libcudart|libcufft|libcurand/i,
    "CUDA 12's or cuDNN 9's libraries are missing. Install them, or add their folder to LD_LIBRARY_PATH.",
  ],
  [/CUDA driver version is insufficient/i, 'The NVIDIA driver is older than CUDA 12 needs. Update it.'],
  [/out of memory|failed to allocate/i, 'Its memory is too small for this batch size. Choose a smaller one.'],
  [/SIGKILL/, 'It did not answer within two minutes.'],
];

/** A failed probe, for a person; what nobody foresaw is handed on as it is. */
export function explainFailure(failure: string): string {
  const known = meanings.find(([sign]) => sign.test(failure));
  return known?.[1] ?? `It failed: ${failure}`;
}
