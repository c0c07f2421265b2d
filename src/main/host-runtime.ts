import { join } from 'node:path';

/**
 * How the lab's process runs. In an Electron binary on Linux sharp's GLib meets the one that GTK brings along: thousands of
 * GLib-CRITICAL lines, and crashes (electron#46323, sharp#4525). There it is a child under plain Node.
 */
export function hostRuntime(platform: NodeJS.Platform): 'plain-node' | 'utility-process' {
  return platform === 'linux' ? 'plain-node' : 'utility-process';
}

/** Where the program lies, as Electron says it. */
interface Place {
  readonly platform: NodeJS.Platform;
  readonly packaged: boolean;
  /** The package's archive, or the checkout. */
  readonly appPath: string;
  /** The folder that the archive lies in. */
  readonly resourcesPath: string;
}

/** Absolute paths of what the lab's process needs. */
interface HostFiles {
  readonly entry: string;
  readonly node: string;
  readonly resources: string;
}

/** In a package the lab's part lies beside the archive, since plain Node cannot read in one (docs/decisions/0037-packages.md). */
export function hostFiles({ platform, packaged, appPath, resourcesPath }: Place): HostFiles {
  const root = packaged ? join(resourcesPath, 'lab') : appPath;
  const node = platform === 'win32' ? 'node.exe' : 'node';
  return {
    entry: join(root, 'out/main/host.js'),
    node: join(root, packaged ? 'bin' : 'node_modules/node/bin', node),
    resources: join(root, 'resources'),
  };
}
