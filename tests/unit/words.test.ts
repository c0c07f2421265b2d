import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/words.md'), 'utf8');

/** First cells of a chapter's table, without its head. */
function firstCells(chapter: string): string[] {
  const text = page.split(/^## /m).find((one) => one.startsWith(chapter)) ?? '';
  const rows = [...text.matchAll(/^\| ([^|]+?) +\|/gm)].map(([, cell = '']) => cell);
  return rows.slice(2);
}

const chapters = [...page.matchAll(/^## (.+)$/gm)].map(([, name = '']) => name);
const words = chapters.filter((name) => name !== 'Retired').flatMap(firstCells);
const retired = firstCells('Retired').flatMap((cell) => cell.split(', '));

const sources = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', 'src', 'tests', 'scripts'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter(
    (file) =>
      /\.(ts|svelte|mjs)$/.test(file) && !file.includes('/generated/') && existsSync(join(root, file)),
  );

/** Code without its comments and texts: what is left are identifiers. */
function identifiersOf(text: string): string[] {
  const code = text
    .replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*|<!--[\s\S]*?-->/g, ' ')
    .replace(/(?<=[(=:,]\s*)\/(?:[^/\\\n]|\\.)+\/[a-z]*/g, ' ')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, ' ')
    .replace(/`(?:[^`\\]|\\.)*`/g, (template) =>
      [...template.matchAll(/\$\{([^}]*)\}/g)].map(([, held]) => held).join(' '),
    );
  return code.match(/[A-Za-z_$][\w$]*/g) ?? [];
}

/** `judgedRuns`, `judge-photos` and `JUDGED_RUNS` all have the part `judge` or `judged`. */
function partsOf(name: string): string[] {
  return name.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).map((part) => part.toLowerCase());
}

function retiredIn(names: readonly string[]): string[] {
  return [...new Set(names)].filter(
    (name) => partsOf(name).some((part) => retired.includes(part)) || retired.includes(name),
  );
}

describe('docs/words.md', () => {
  it('says each word once', () => {
    expect(words.length).toBeGreaterThan(40);
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
    expect(words.filter((word) => retired.includes(word))).toEqual([]);
  });

  it('keeps retired words away from identifiers and from names of files', () => {
    expect(retired.length).toBeGreaterThan(4);
    const found = sources.flatMap((file) =>
      retiredIn([file, ...identifiersOf(readFileSync(join(root, file), 'utf8'))]).map(
        (name) => `${file}: ${name}`,
      ),
    );
    expect(found).toEqual([]);
  });

  it('would find them, in whatever case they come back', () => {
    const [word = ''] = retired;
    const capital = `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
    expect(retiredIn([`${word}Photos`, `all${capital}`, `${word}-photos.ts`, 'prediction'])).toHaveLength(3);
    expect(identifiersOf(`const a = '${word}'; // ${word}`)).toEqual(['const', 'a']);
  });
});
