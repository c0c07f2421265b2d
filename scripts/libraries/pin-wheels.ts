/**
 * Writes the table of pinned wheels and the listing for its test, out of the wheels' own directories: `node scripts/libraries/pin-wheels.ts`. Only what
 * is asked for here is looked at; nothing of a library itself is downloaded.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { wheelAddress } from '#host/training/libraries/package-index.ts';
import type { PinnedWheel } from '#host/training/libraries/wheel.ts';
import { type WheelBytes, pinWheel } from './pin-wheel.ts';

interface Wanted {
  readonly file: string;
  /** The file names of the members that are taken. */
  readonly members: RegExp;
}

const root = new URL('../../', import.meta.url);
const table = fileURLToPath(new URL('src/host/training/libraries/pinned-wheels.json', root));
/** The libraries in those wheels, for the test of their names. */
const recorded = fileURLToPath(new URL('tests/unit/host/training/libraries/listings.json', root));

const tensorflow = /^tensorflow\/libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$/;
const cuda12 = 'py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64';

/** By the names that the catalogue has for them. */
const wanted: Readonly<Record<string, Wanted>> = {
  tensorflowLinux: {
    file: 'tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
    members: tensorflow,
  },
  tensorflowLinuxArm: {
    file: 'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_aarch64.whl',
    members: tensorflow,
  },
  tensorflowMac: { file: 'tensorflow-2.21.0-cp312-cp312-macosx_12_0_arm64.whl', members: tensorflow },
  tensorflowWindows: {
    file: 'tensorflow_cpu-2.21.0-cp312-cp312-win_amd64.whl',
    members: /^tensorflow\/python\/_pywrap_tensorflow_common\.dll$/,
  },
  tensorflowCuda: { file: 'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl', members: tensorflow },
  cublas12: {
    file: 'nvidia_cublas_cu12-12.9.1.4-py3-none-manylinux_2_27_x86_64.whl',
    members: /libcublas(Lt)?\.so/,
  },
  cupti12: {
    file: 'nvidia_cuda_cupti_cu12-12.9.79-py3-none-manylinux_2_25_x86_64.whl',
    members: /libcupti\.so/,
  },
  nvrtc12: {
    file: 'nvidia_cuda_nvrtc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    members: /libnvrtc(-builtins)?\.so/,
  },
  cudart12: { file: `nvidia_cuda_runtime_cu12-12.9.79-${cuda12}.whl`, members: /libcudart\.so/ },
  cudnn12: {
    file: 'nvidia_cudnn_cu12-9.10.2.21-py3-none-manylinux_2_27_x86_64.whl',
    members: /libcudnn\w*\.so/,
  },
  cufft12: { file: `nvidia_cufft_cu12-11.4.1.4-${cuda12}.whl`, members: /libcufft\.so/ },
  curand12: {
    file: 'nvidia_curand_cu12-10.3.10.19-py3-none-manylinux_2_27_x86_64.whl',
    members: /libcurand\.so/,
  },
  cusolver12: {
    file: 'nvidia_cusolver_cu12-11.7.5.82-py3-none-manylinux_2_27_x86_64.whl',
    members: /libcusolver\.so/,
  },
  cusparse12: { file: `nvidia_cusparse_cu12-12.5.10.65-${cuda12}.whl`, members: /libcusparse\.so/ },
  nccl12: { file: `nvidia_nccl_cu12-2.27.7-${cuda12}.whl`, members: /libnccl\.so/ },
  nvjitlink12: {
    file: 'nvidia_nvjitlink_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    members: /libnvJitLink\.so/,
  },
  onnxruntimeCuda: {
    file: 'onnxruntime_gpu-1.30.0-cp312-cp312-manylinux_2_28_x86_64.whl',
    members: /libonnxruntime_providers_(cuda|shared)\.so$/,
  },
  cublas13: {
    file: 'nvidia_cublas-13.1.0.3-py3-none-manylinux_2_27_x86_64.whl',
    members: /libcublas(Lt)?\.so/,
  },
  nvrtc13: {
    file: 'nvidia_cuda_nvrtc-13.0.88-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    members: /libnvrtc(-builtins)?\.so/,
  },
  cudart13: { file: `nvidia_cuda_runtime-13.0.96-${cuda12}.whl`, members: /libcudart\.so/ },
  cudnn13: {
    file: 'nvidia_cudnn_cu13-9.19.0.56-py3-none-manylinux_2_27_x86_64.whl',
    members: /libcudnn\w*\.so/,
  },
  cufft13: { file: `nvidia_cufft-12.0.0.61-${cuda12}.whl`, members: /libcufft\.so/ },
  curand13: {
    file: 'nvidia_curand-10.4.0.35-py3-none-manylinux_2_27_x86_64.whl',
    members: /libcurand\.so/,
  },
  nvjitlink13: {
    file: 'nvidia_nvjitlink-13.0.88-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    members: /libnvJitLink\.so/,
  },
};

/** Whatever a system loads. */
const libraryFile = /\.(so|dylib|dll|pyd)(\.[\d.]+)?$/;

async function pin({ file, members }: Wanted): Promise<{ wheel: PinnedWheel; libraries: string[] }> {
  const project = (file.split('-')[0] ?? file).replaceAll('_', '-');
  const bytes = await remoteBytes(await wheelAddress(project, file));
  const found = await pinWheel(bytes, (path) => libraryFile.test(path));
  const wanted = found.filter(({ path }) => members.test(path));
  if (wanted.length === 0) throw new Error(`${file} has none of the members that are wanted`);
  const wheel = { project, file, bytes: bytes.size, members: wanted };
  // Python's own modules are many, and nothing that is opened here.
  const libraries = found.filter((one) => wanted.includes(one) || !one.path.includes('/python/'));
  return { wheel, libraries: libraries.map(({ path }) => path) };
}

async function remoteBytes(address: string): Promise<WheelBytes> {
  const { headers } = await fetch(address, { method: 'HEAD' });
  return {
    size: Number(headers.get('content-length')),
    read: async (start, end) => {
      const response = await fetch(address, { headers: { range: `bytes=${start}-${end - 1}` } });
      if (response.status !== 206) throw new Error(`${address}: ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}

const pinned: Record<string, PinnedWheel> = {};
const listings: Record<string, string[]> = {};
for (const [name, one] of Object.entries(wanted)) {
  const { wheel, libraries } = await pin(one);
  pinned[name] = wheel;
  listings[wheel.file] = libraries.sort();
  process.stderr.write(`${one.file}\n`);
}
writeFileSync(table, `${JSON.stringify(pinned, null, 2)}\n`);
writeFileSync(recorded, `${JSON.stringify(listings, null, 2)}\n`);
