import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { env } from 'onnxruntime-node';
import type { EngineLibrary, EngineRow } from '#shared/contract/topics/engines.ts';
import type { LibraryKind } from '#shared/learning/engine-libraries.ts';
import { type Library, libraryFor, sizesOf } from './catalogue.ts';
import { type Installed, installedLibrary, verifiedLibrary } from './installed.ts';

/** What is asked of a computer. */
export interface Computer {
  /** Whether one of npm's packages is installed. */
  readonly hasPackage: (name: string) => boolean;
  readonly hasNvidiaDriver: () => boolean;
}

const own = createRequire(import.meta.url);

const thisComputer: Computer = {
  hasPackage: (name) => {
    try {
      return own.resolve(name) !== '';
    } catch {
      return false;
    }
  },
  hasNvidiaDriver: () => existsSync('/proc/driver/nvidia/version'),
};

type Missing = EngineRow['missing'][number];

const noDriver: Missing = {
  what: 'driver',
  text: 'There is no NVIDIA driver. For an NVIDIA card, install its driver.',
};

const packages = ['@tensorflow/tfjs-node-gpu', 'koffi'];

/**
 * What this computer has of each engine, by device, without trying anything.
 *
 * @param verify whether every library's bytes are read.
 */
export async function listEngines(verify: boolean, computer: Computer = thisComputer): Promise<EngineRow[]> {
  const find = verify ? verifiedLibrary : (library: Library) => Promise.resolve(installedLibrary(library));
  const row = async (
    engine: EngineRow['engine'],
    device: EngineRow['device'],
    kind: LibraryKind,
  ): Promise<EngineRow> => {
    const library = libraryFor(kind);
    const withoutPackages = engine === 'tfjs' ? packagesMissing(computer) : [];
    if ('none' in library) {
      const missing = [...withoutPackages, { what: 'system' as const, text: library.none }];
      return { engine, device, ready: false, version: '', library: null, missing };
    }
    const found = await find(library);
    const missing = [
      ...withoutPackages,
      ...libraryMissing(library, found),
      ...(device === 'cuda' && !computer.hasNvidiaDriver() ? [noDriver] : []),
    ];
    const facts = { engine, device, version: library.version, library: engineLibrary(library, found) };
    return { ...facts, ready: missing.length === 0, missing };
  };
  const version = env.versions.node ?? env.versions.common;
  return [
    { engine: 'ort', device: 'cpu', ready: true, version, library: null, missing: [] },
    await row('ort', 'cuda', 'cuda'),
    await row('tfjs', 'cpu', 'tfjs'),
    await row('tfjs', 'cuda', 'tfjs-cuda'),
  ];
}

/** What the contract says of a library. */
export function engineLibrary(library: Library, { state, version, folder }: Installed): EngineLibrary {
  const { kind, title, licence } = library;
  return {
    kind,
    title,
    licence,
    version: library.version,
    state,
    found: version,
    folder,
    ...sizesOf(library),
  };
}

function packagesMissing({ hasPackage }: Computer): Missing[] {
  const lacking = packages.filter((name) => !hasPackage(name));
  if (lacking.length === 0) return [];
  const text = `The package ${lacking.join(' and ')} is not installed. Install Strandline again with its optional packages: npm install --include=optional.`;
  return [{ what: 'package', text }];
}

/** The command that installs a library. */
function commandFor(kind: LibraryKind): string {
  return `strandline engine install ${kind === 'tfjs-cuda' ? 'tfjs --cuda' : kind}`;
}

function libraryMissing(library: Library, found: Installed): Missing[] {
  const { needs } = library;
  if (found.state === 'ready') return needs === null ? [] : [{ what: 'python', text: needs }];
  return [{ what: 'library', text: stateText(library, found) }];
}

function stateText({ kind, title, version }: Library, found: Installed): string {
  const get = `"${commandFor(kind)}"`;
  switch (found.state) {
    case 'half-fetched':
      return `The library ${title} ${version} is half-fetched: ${get} goes on with it.`;
    case 'damaged':
      return `The library ${title} ${version} is damaged: ${get} mends it.`;
    case 'other-version':
      return `${title} ${found.version ?? ''} is installed, ${version} is needed: ${get} gets it.`;
    default:
      return `The library ${title} ${version} is not installed: ${get} gets it.`;
  }
}
