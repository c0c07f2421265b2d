import { dirname } from 'node:path/posix';
import { StrandlineError } from '#shared/errors.ts';
import type { LibraryKind } from '#shared/learning/engine-libraries.ts';
/** Written by scripts/libraries/pin-wheels.ts. */
import wheels from './pinned-wheels.json' with { type: 'json' };
import type { PinnedMember, PinnedWheel } from './wheel.ts';

/** A library that can be installed on a computer. */
export interface Library {
  readonly kind: LibraryKind;
  /** What it is, for a person. */
  readonly title: string;
  readonly version: string;
  /** Whose terms it comes under. */
  readonly licence: string;
  readonly wheels: readonly PinnedWheel[];
  /** The files that a program opens, in the order in which they are loaded; paths in the wheels. */
  readonly opened: readonly string[];
  /** What else it needs that cannot be fetched with it. */
  readonly needs: string | null;
}

/** A computer, as far as a library's files differ by it. */
export interface System {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

const tensorflowVersion = '2.21.0';
const apache = 'Apache-2.0';
const nvidia = 'NVIDIA Software License Agreement';

/** NVIDIA's libraries that TensorFlow names in its extra `and-cuda`, without what is a program. */
const cuda12 = [
  wheels.cudart12,
  wheels.cublas12,
  wheels.cudnn12,
  wheels.cufft12,
  wheels.curand12,
  wheels.cusolver12,
  wheels.cusparse12,
  wheels.nvjitlink12,
  wheels.nvrtc12,
  wheels.cupti12,
  wheels.nccl12,
];

/** What onnxruntime's CUDA provider is linked with, and what those load. */
const cuda13 = [
  wheels.cudart13,
  wheels.cublas13,
  wheels.cudnn13,
  wheels.cufft13,
  wheels.curand13,
  wheels.nvjitlink13,
  wheels.nvrtc13,
];

/** TensorFlow for the processor, by system. */
const tensorflow: Readonly<Record<string, Pick<Library, 'wheels' | 'opened' | 'needs'>>> = {
  'linux x64': ofLibraries(wheels.tensorflowLinux, 'so.2'),
  'linux arm64': ofLibraries(wheels.tensorflowLinuxArm, 'so.2'),
  'darwin arm64': ofLibraries(wheels.tensorflowMac, '2.dylib'),
  // The wheel's tensorflow_cc.2.dll is empty: the C functions are in this one, which is linked with Python.
  'win32 x64': {
    wheels: [wheels.tensorflowWindows],
    opened: ['tensorflow/python/_pywrap_tensorflow_common.dll'],
    needs:
      "TensorFlow's library for Windows is linked with python312.dll: install Python 3.12 (64-bit), with its folder in PATH.",
  },
};

function ofLibraries(wheel: PinnedWheel, ending: string): Pick<Library, 'wheels' | 'opened' | 'needs'> {
  const opened = ['framework', 'cc'].map((name) => `tensorflow/libtensorflow_${name}.${ending}`);
  return { wheels: [wheel], opened, needs: null };
}

/** The library of a kind for a computer, or why there is none for it, in words. */
export function libraryFor(kind: LibraryKind, system: System = process): Library | { readonly none: string } {
  const { platform, arch } = system;
  if (kind === 'tfjs') {
    const found = tensorflow[`${platform} ${arch}`];
    const facts = { kind, title: 'TensorFlow', version: tensorflowVersion, licence: apache } as const;
    if (found !== undefined) return { ...facts, ...found };
    const none = `TensorFlow ${tensorflowVersion} exists for Linux (x64, arm64), macOS (arm64) and Windows (x64); this computer is ${platform} ${arch}.`;
    return { none };
  }
  if (platform !== 'linux' || arch !== 'x64') return { none: withoutCuda(platform, arch) };
  const licence = `${apache}; ${nvidia}`;
  if (kind === 'tfjs-cuda') {
    return {
      ...{ kind, title: 'TensorFlow with CUDA 12', version: tensorflowVersion, licence },
      ...ofLibraries(wheels.tensorflowCuda, 'so.2'),
      wheels: [wheels.tensorflowCuda, ...cuda12],
    };
  }
  return {
    ...{ kind, title: 'CUDA 13 for the built-in engine', version: '1.30.0', licence: `MIT; ${nvidia}` },
    wheels: [wheels.onnxruntimeCuda, ...cuda13],
    opened: ['onnxruntime/capi/libonnxruntime_providers_cuda.so'],
    needs: null,
  };
}

function withoutCuda(platform: NodeJS.Platform, arch: string): string {
  if (platform === 'win32')
    return 'TensorFlow has had no GPU on Windows since 2.10, and the built-in engine uses DirectML there (the device dml), which needs no library.';
  return `CUDA is used on Linux on x64 only; this computer is ${platform} ${arch}. The built-in engine may have its card as webgpu.`;
}

export function membersOf({ wheels: all }: Library): PinnedMember[] {
  return all.flatMap(({ members }) => members);
}

/** Bytes to be downloaded, and on disk afterwards. */
export function sizesOf(library: Library): { readonly download: number; readonly disk: number } {
  const members = membersOf(library);
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  return { download: sum(members.map(({ packed }) => packed)), disk: sum(members.map(({ size }) => size)) };
}

/** Its folders, relative to its own, in the order of its wheels. */
export function foldersOf(library: Library): string[] {
  return [...new Set(membersOf(library).map(({ path }) => dirname(path)))];
}

/** The library of a kind for this computer. @throws StrandlineError `unsupported` saying why there is none. */
export function libraryOf(kind: LibraryKind): Library {
  const library = libraryFor(kind);
  if ('none' in library) throw new StrandlineError('unsupported', library.none, { kind });
  return library;
}
