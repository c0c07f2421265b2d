import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a process and its lab take up. */
export interface Footprint {
  /** MiB of memory of its own, files that are mapped left out. */
  readonly memory: number;
  /** Open files, pipes and sockets. */
  readonly handles: number;
  /** Processes that it has started and that still run. */
  readonly children: number;
  /** Threads. */
  readonly threads: number;
  /** Files in the lab that are half written, and what lies in the process's folder for temporary files. */
  readonly leftovers: number;
  /** MiB of the lab's folder, its photos and their thumbnails left out. */
  readonly disk: number;
  readonly photos: number;
}

/** Of a process of this computer (Linux). @param temporary its folder for temporary files. */
export function footprintOf(pid: number, lab: string, temporary: string): Footprint {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? NaN);
  const files = readdirSync(lab, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const isPicture = (file: string): boolean => /\/(photos|thumbs)\//.test(file.slice(lab.length));
  const bytes = files.filter((file) => !isPicture(file)).reduce((sum, file) => sum + statSync(file).size, 0);
  const half = files.filter((file) => file.endsWith('.part'));
  return {
    memory: field('RssAnon') / 1024,
    handles: readdirSync(`/proc/${pid}/fd`).length,
    children: childrenOf(pid),
    threads: field('Threads'),
    leftovers: half.length + readdirSync(temporary).length,
    disk: bytes / 2 ** 20,
    photos: files.filter((file) => file.slice(lab.length).startsWith('/photos/')).length,
  };
}

function childrenOf(pid: number): number {
  const children = readdirSync(`/proc/${pid}/task`).map((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim(),
  );
  return children.flatMap((line) => line.split(' ')).filter((child) => child !== '').length;
}
