import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const folders = new Set(tracked.flatMap((file) => parentsOf(file)));

/** Whole paths of everything here, with a slash before each, so that a path in prose is matched segment by segment. */
const places = [...tracked, ...folders].map((place) => `/${place}`);
const names = new Set(places.flatMap((place) => suffixesOf(place)));

function parentsOf(file: string): string[] {
  const parts = file.split('/');
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}

function suffixesOf(place: string): string[] {
  const parts = place.split('/').filter((part) => part !== '');
  return parts.map((_part, index) => parts.slice(index).join('/'));
}

/** What people read: pages, and the comments of code. Licences and generated code are others' prose. */
const prose = tracked
  .filter((file) => file !== 'THIRD_PARTY.md' && !file.includes('/generated/'))
  .flatMap((file): [string, string][] => {
    if (file.endsWith('.md')) return [[file, withoutBlocks(readFileSync(join(root, file), 'utf8'))]];
    if (!/^(src|tests|scripts)\/.*\.(ts|svelte|mjs|css)$/.test(file)) return [];
    return [[file, commentsOf(readFileSync(join(root, file), 'utf8'))]];
  });

/** Blocks of code are examples: what they name lies with whoever runs them. */
function withoutBlocks(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/^( {4}|\t).*$/gm, '');
}

function commentsOf(text: string): string {
  return [...text.matchAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*|<!--[\s\S]*?-->/g)]
    .map(([comment]) => comment)
    .join('\n');
}

/** A file of the project by its ending, or a path that begins with one of its folders. */
const sourceFile = /(?<![\w/.@:<-])(?:\.{0,2}\/)?(?:[\w.-]+\/)*\w[\w.-]*\.(?:ts|md|svelte|mjs|cjs|css)\b/g;
const ownFolder =
  /(?<![\w/.@:<#-])(?:src|docs|tests|scripts|resources|shared|host|renderer|main|preload|cli|demo)\/[\w./-]*\w/g;

/** What a page says of its own folder: a folder in backticks, as `edits/`. */
const namedFolder = /`([a-z][\w-]*\/(?:[a-z][\w-]*\/)*)`/g;

/** Folders of a lab, of an import's tree and of a build, which are no folders of the project. */
const notOurs = /^(class|sample|split|number|photos|runs|thumbs|models|backups|out|build|demo-lab)\//;

function deadPaths([file, text]: [string, string]): string[] {
  const mentions = [
    ...[...text.matchAll(sourceFile)].map(([path]) => path),
    ...[...text.matchAll(ownFolder)].map(([path]) => path),
    ...(file.endsWith('README.md')
      ? [...text.matchAll(namedFolder)].map(([, path = '']) => path.slice(0, -1))
      : []),
  ];
  return mentions.filter((path) => !isAlive(file, path)).map((path) => `${file}: ${path}`);
}

function isAlive(file: string, path: string): boolean {
  if (path.startsWith('.')) return existsSync(join(root, dirname(file), path)) || names.has(bare(path));
  return notOurs.test(`${path}/`) || names.has(path);
}

function bare(path: string): string {
  return path.replace(/^(\.{1,2}\/)+/, '');
}

describe('what is written about the project', () => {
  it('names only files and folders that are there', () => {
    expect(prose.flatMap(deadPaths)).toEqual([]);
  });

  it('is looked at: a path that is not there is found, in a page, in a comment and in a folder list', () => {
    // Put together, so that this page names no such place itself.
    const gone = ['src/host', 'no-such.ts'].join('/');
    expect(
      deadPaths(['src/a.ts', commentsOf(`/** As ${gone} has them. */ const a = 'src/x.ts';`)]),
    ).toContain(`src/a.ts: ${gone}`);
    expect(deadPaths(['src/a.ts', commentsOf(`// See ${['resources', 'styles'].join('/')}.`)])).toHaveLength(
      1,
    );
    expect(deadPaths(['src/host/README.md', '- `no-such-room/`: nothing.'])).toHaveLength(1);
    expect(deadPaths(['docs/guide.md', '`src/main/index.ts` and [this](guide.md)'])).toEqual([]);
  });
});
