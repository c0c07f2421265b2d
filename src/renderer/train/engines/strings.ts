import { nbsp } from '../../lib/format.ts';
import { fixedText, numberText } from '#shared/written.ts';

/** `192 MB`, `3.0 GB`. */
function size(bytes: number): string {
  return bytes < 1e9
    ? `${numberText(bytes / 1e6, { maximumFractionDigits: 0 })}${nbsp}MB`
    : `${fixedText(bytes / 1e9, 1)}${nbsp}GB`;
}

const devices: Readonly<Record<string, string>> = { cpu: 'processor', cuda: 'NVIDIA card' };

export const enginesStrings = {
  title: 'Engines',
  text: 'What computes the training. The built-in engine is always there; TensorFlow is faster, and its library is fetched once for this computer.',
  engines: { ort: 'Built-in engine', tfjs: 'TensorFlow' },
  on: (engine: string, device: string): string => `${engine}, ${devices[device] ?? device}`,
  builtIn: (version: string): string => `ONNX Runtime ${version}`,
  states: {
    ready: (library: string): string => `${library} is installed.`,
    absent: (library: string): string => `${library} is not installed.`,
    'half-fetched': (library: string): string =>
      `${library} has been fetched in part; installing goes on with it.`,
    damaged: (library: string): string => `${library} is damaged; installing mends it.`,
    'other-version': (library: string, found: string | null): string =>
      `${library} is needed; ${found ?? ''} is installed.`,
  },
  diskSize: (disk: number): string => `${size(disk)} on disk`,
  sizes: (download: number, disk: number): string => `${size(download)} to download, ${size(disk)} on disk`,
  install: 'Install',
  installOf: (title: string): string => `Install ${title}`,
  fromFolder: 'From a folder…',
  fromFolderOf: (title: string): string => `Install ${title} from a folder of wheels`,
  chooseWheels: 'The folder with the downloaded wheels',
  remove: 'Remove',
  removeOf: (title: string): string => `Remove ${title}`,
  stop: 'Stop',
  stopOf: (title: string): string => `Stop installing ${title}`,
  installing: (title: string): string => `Installing ${title}`,
  starting: 'Starting…',
} as const;
