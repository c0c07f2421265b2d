/**
 * What of the installed packages goes into a package of the program: those that run, for one system, without what only
 * builders and readers of their code need. Licences stay.
 */

/** Never loaded by anything that runs: built-in or Node's own instead, types, and what only a browser would load. */
const unusedPackages = /^(@types\/|@webgpu\/types$|core-js$)/;

/** Top folders of a package that hold nothing that runs. */
const idleFolders =
  /^(?:\.[^/]+|__tests__|benchmarks?|coverage|demo|docs?|examples?|man|scripts|tests?|tools)\//;

const idleFiles =
  /(?:\.(?:map|[cm]?ts|tsx|flow|markdown|cc|cpp|hh?|c|S|asm|inc|def|gypi?|proto|bnf|iml|snap|html|tsbuildinfo|bat|sh|tgz)|~|(?:^|\/)(?:tsconfig[^/]*\.json|Makefile|\.[^/]+))$/;

const licence = /(?:^|\/)(?:licen[cs]e|copying|notice)[^/]*$/i;

/**
 * @param {string} name of a package.
 * @param {string} file its path in the package, with slashes.
 * @param {{ platform: string, arch: string }} target as Node names them.
 * @returns {boolean} whether the file goes along.
 */
export function isShipped(name, file, { platform, arch }) {
  if (licence.test(file)) return true;
  if (idleFolders.test(file) || idleFiles.test(file) || /\.md$/i.test(file)) return false;
  if (name === 'onnxruntime-node' && file.startsWith('bin/'))
    return file.startsWith(`bin/napi-v6/${platform}/${arch}/`);
  if (name === 'better-sqlite3') {
    if (/^(?:deps|src)\//.test(file)) return false;
    return !file.startsWith('prebuilds/') || file === `prebuilds/${platform}-${arch}.node`;
  }
  if (name.startsWith('@koromix/') && file.startsWith('musl_')) return false;
  // Of TensorFlow.js only the builds for Node are ever loaded; the package with the binding has no other.
  if (name.startsWith('@tensorflow/') && name !== '@tensorflow/tfjs-node-gpu')
    return file === 'package.json' || /^dist\/[\w-]+\.node\.js$/.test(file);
  if (name === '@techstark/opencv-js') return file === 'package.json' || file === 'dist/opencv.js';
  return true;
}

/**
 * @param {Record<string, { dev?: boolean, devOptional?: boolean, os?: string[], cpu?: string[], libc?: string[] }>} packages of the
 *   lock file, by folder.
 * @param {{ platform: string, arch: string }} target
 * @returns {{ folder: string, name: string }[]} the packages that run on a system.
 */
export function shippedPackages(packages, { platform, arch }) {
  return Object.entries(packages)
    .filter(([folder, { dev, devOptional }]) => folder !== '' && !dev && !devOptional)
    .filter(([, { os, cpu, libc }]) => allows(os, platform) && allows(cpu, arch) && allows(libc, 'glibc'))
    .map(([folder]) => ({ folder, name: folder.replace(/^.*node_modules\//, '') }))
    .filter(({ name }) => !unusedPackages.test(name));
}

/** npm's lists name what is allowed, or with `!` what is not. */
function allows(list, one) {
  if (list === undefined) return true;
  return list.includes(one) || (list.every((entry) => entry.startsWith('!')) && !list.includes(`!${one}`));
}
