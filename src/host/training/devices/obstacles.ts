import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LibraryKind, LibraryState } from '#shared/learning/engine-libraries.ts';
import type { Place } from '#shared/learning/place.ts';
import { libraryFor } from '../libraries/catalogue.ts';
import { cudaProvider, runtimePlace, runtimeFolder } from '../libraries/cuda-provider.ts';
import { installedLibrary } from '../libraries/installed.ts';
import { installedPackage } from '../tensorflow/binding/tfjs-package.ts';
import type { Failure } from './ask-once.ts';

/** What is known of this computer before anything is tried. */
export interface Computer {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Whether a file or folder is there. */
  readonly has: (path: string) => boolean;
  /** Folder of onnxruntime-node's package. */
  readonly runtime: string;
  /** What the NVIDIA driver says of its version; undefined where there is none. */
  readonly nvidia: string | undefined;
  /** What there is of a library, or why there is none for this computer. */
  readonly library: (kind: LibraryKind) => LibraryState | { readonly none: string };
  /** @tensorflow/tfjs-node-gpu: not installed, installed, or with its own binding built. */
  readonly tensorFlowPackage: 'absent' | 'plain' | 'compiled';
}

export function thisComputer(): Computer {
  const installed = installedPackage();
  const driver = '/proc/driver/nvidia/version';
  return {
    ...{ platform: process.platform, arch: process.arch, has: existsSync, runtime: runtimeFolder() },
    nvidia: existsSync(driver) ? readFileSync(driver, 'utf8').trim() : undefined,
    library: (kind) => {
      const library = libraryFor(kind);
      return 'none' in library ? library : installedLibrary(library).state;
    },
    tensorFlowPackage:
      installed === undefined ? 'absent' : installed.binding === undefined ? 'plain' : 'compiled',
  };
}

const noDriver = 'There is no NVIDIA driver. For an NVIDIA card, install its driver, then see again.';

/** Why a place cannot be there, and what would help; undefined where it is worth a try. */
export function obstacle(place: Place, computer: Computer): string | undefined {
  return place.engine === 'tfjs' ? ofTensorFlow(place, computer) : ofBuiltIn(place, computer);
}

function ofBuiltIn({ device }: Place, computer: Computer): string | undefined {
  const { platform, arch, has, runtime, nvidia, library } = computer;
  if (device === 'dml' && platform !== 'win32') return 'DirectML exists on Windows only.';
  if (device !== 'cuda') return undefined;
  if (platform !== 'linux' || arch !== 'x64') return 'CUDA is used on Linux on x64 only; see dml and webgpu.';
  if (nvidia === undefined) return noDriver;
  if (has(join(runtime, runtimePlace, cudaProvider))) return undefined;
  return ofLibrary('CUDA 13 for the built-in engine', 'cuda', library('cuda'));
}

function ofTensorFlow({ device }: Place, computer: Computer): string | undefined {
  const { platform, nvidia, library, tensorFlowPackage } = computer;
  if (tensorFlowPackage === 'absent')
    return 'The package @tensorflow/tfjs-node-gpu is not installed. Install Strandline again with its optional packages: npm install --include=optional';
  if (device === 'cuda' && platform === 'win32')
    return 'TensorFlow has had no GPU on Windows since 2.10; the built-in engine has it as dml.';
  if (device === 'cuda' && platform === 'linux' && nvidia === undefined) return noDriver;
  if (tensorFlowPackage === 'compiled') return undefined;
  const cuda = library('tfjs-cuda');
  if (cuda === 'ready') return undefined;
  if (device === 'cuda') return ofLibrary('TensorFlow with CUDA 12', 'tfjs --cuda', cuda);
  return ofLibrary('TensorFlow’s library', 'tfjs', library('tfjs'));
}

/** @param name as `strandline engine install` takes it. */
function ofLibrary(title: string, name: string, state: ReturnType<Computer['library']>): string | undefined {
  if (typeof state !== 'string') return state.none;
  const install = `strandline engine install ${name}`;
  switch (state) {
    case 'ready':
      return undefined;
    case 'absent':
      return `${title} is not on this computer. Get it with: ${install}`;
    case 'half-fetched':
      return `${title} has been fetched in part. Go on with: ${install}`;
    case 'damaged':
      return `${title} is damaged. Get it again with: ${install}`;
    case 'other-version':
      return `${title} is here in another version than this program needs. Get that with: ${install}`;
  }
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
    /libcudnn|libcublas|libcudart|libcufft|libcurand|libnvrtc/i,
    'Libraries of CUDA 13 or cuDNN 9 are missing. Get them with: strandline engine install cuda',
  ],
  [
    /CUDA driver version is insufficient/i,
    'The NVIDIA driver is too old for CUDA 13, which needs 580 or newer. Update it.',
  ],
  [
    /libonnxruntime_providers_\w+\.so: cannot open/i,
    'onnxruntime’s CUDA provider was not found where it was installed. Get it again: strandline engine remove cuda, then strandline engine install cuda',
  ],
  [/\bSIGILL\b/, 'This processor lacks instructions that the library uses.'],
  [/\bSIGKILL\b/, 'It did not answer within two minutes.'],
];

/** A failed probe, for a person; what nobody foresaw is handed on as it is. */
export function explainFailure({ failure, code }: Failure, { engine, device }: Place): string {
  if (code !== undefined) return failure;
  const known = meanings.find(([sign]) => sign.test(failure));
  if (known !== undefined) return known[1];
  const crash = /ended by itself \(stopped by (SIG\w+)\)/.exec(failure)?.[1];
  if (crash === undefined) return `It failed: ${failure}`;
  const again = device === 'cuda' ? 'tfjs --cuda' : 'tfjs';
  return engine === 'tfjs'
    ? `TensorFlow’s library crashed (${crash}). Get it again: strandline engine remove tfjs, then strandline engine install ${again}`
    : `The driver or its library crashed (${crash}).`;
}

/** Words of onnxruntime's providers and of CUDA's libraries for memory of a card that is used up. */
const noMemory = /out of memory|failed to allocate memory|ALLOC_FAILED|bad allocation|std::bad_alloc/i;

/** Whether a smaller batch may do. */
export function isOutOfMemory({ failure, code }: Failure): boolean {
  return code === 'out-of-memory' || (code === undefined && noMemory.test(failure));
}
