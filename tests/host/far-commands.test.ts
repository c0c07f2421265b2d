import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { StrandlineError } from '#shared/errors.ts';
import { addEveryCommand } from '../../src/cli/every-command.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { temporaryFolder } from '../support/labs.ts';
import { refusal } from '../support/errors.ts';

const address = 'ssh://labpc/srv/bay';
const nothing = (): void => undefined;
const silent: Terminal = { answer: nothing, say: nothing, progress: nothing, progressDone: nothing };
/** Where the name of a lab may stand. */
const places = ['lab', 'place'];
/** What a command asks for besides its arguments. */
const more: Readonly<Record<string, readonly string[]>> = {
  report: ['--run', '1', '--out', 'page.html'],
  study: ['--vary', 'photos'],
};
/** Hands the address to the window, which is tested with it. */
const left = ['open'];

function every(): Command {
  const program = new Command('strandline').enablePositionalOptions();
  addEveryCommand(program, silent, nothing);
  for (const command of all(program)) command.exitOverride().configureOutput({ writeErr: nothing });
  return program;
}

function all(command: Command): Command[] {
  return [command, ...command.commands.flatMap(all)];
}

function namesOf(command: Command): string[] {
  return command.parent === null ? [] : [...namesOf(command.parent), command.name()];
}

const onLabs = all(every())
  .filter(({ registeredArguments: [first] }) => first !== undefined && places.includes(first.name()))
  .filter((command) => !left.includes(command.name()))
  .map((command) => ({
    names: namesOf(command),
    others: command.registeredArguments.slice(1).filter(({ required }) => required),
  }));

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strandline-test-'));
  vi.stubEnv('STRANDLINE_SSH', '/nowhere/ssh');
  vi.stubEnv('STRANDLINE_HOME', folder);
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});

afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test('there are as many commands on a lab as there are', () => {
  expect(onLabs.length).toBeGreaterThan(60);
});

test.each(onLabs.map(({ names, others }) => ({ name: names.join(' '), names, others })))(
  '$name reaches for a lab on another computer, or says what to do instead',
  async ({ name, names, others }) => {
    const words = [...names, address, ...others.map(() => '1'), ...(more[name] ?? [])];
    const error = await every()
      .parseAsync(words, { from: 'user' })
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    expect(error).toBeInstanceOf(StrandlineError);
    const { code, message } = error as StrandlineError;
    expect(`${code}: ${message}`).toMatch(
      /^(host-gone: labpc could not be reached\. This computer has no ssh|unsupported: This is not done over ssh\. )/,
    );
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('another lab of a merge, and a file that only one computer has, are refused with the way out', async () => {
  const lab = temporaryFolder();
  const asked = (...words: string[]) => every().parseAsync(words, { from: 'user' });
  await asked('init', lab);
  const merged = await refusal('unsupported', () => asked('merge', lab, address));
  expect(merged.message).toContain('Pack it first');
  const out = join(lab, 'detector.onnx');
  const written = await refusal('unsupported', () => asked('detector', 'train', address, '--out', out));
  expect(written.message).toContain('the lab there keeps the detector');
});
