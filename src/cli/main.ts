import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { explained } from '#host/lib/explained.ts';
import { StrandlineError } from '#shared/errors.ts';
import { softwareVersion } from '#shared/version.ts';
import { exitStatus } from './exit-status.ts';
import { type Terminal, createTerminal } from './terminal.ts';

/**
 * The `strandline` command.
 *
 * @param argv arguments after the program's name.
 * @returns the exit status: 0 done, 1 failed, 2 usage, 130 cancelled.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json');
  const terminal = createTerminal(json);
  let status: number = exitStatus.done;
  const end = (ended: number): void => {
    status = ended;
  };
  try {
    const program = await programFor(argv, terminal, end);
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    return statusOf(error, terminal, json);
  }
}

async function programFor(
  argv: readonly string[],
  terminal: Terminal,
  end: (status: number) => void,
): Promise<Command> {
  const program = new Command('strandline')
    .description('Catalogue beach fragments, train a classifier on their photos, classify new ones.')
    .version(softwareVersion)
    // Accepted anywhere on the line; `main` reads it before parsing, so that usage errors respect it too.
    .option('--json', 'print one JSON document on stdout')
    .enablePositionalOptions()
    .addHelpText(
      'after',
      '\nA lab is a folder, or ssh://user@computer/folder. With one on another computer, other folders and files are of this computer;\nthere:/folder is one of the computer that has the lab.',
    )
    .showHelpAfterError('Run "strandline --help" for the commands.');
  // A job of a cluster starts in a third of the time without the sources of a lab.
  if (argv[0] !== 'work') {
    const { addEveryCommand } = await import('./every-command.ts');
    addEveryCommand(program, terminal, () => end(exitStatus.failed));
  }
  const { addWorkCommand } = await import('./commands/work.ts');
  addWorkCommand(program, terminal, end);
  for (const command of everyCommandOf(program)) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => process.stdout.write(text),
      writeErr: (text) => process.stderr.write(text),
    });
    if (command !== program) command.addOption(new Option('--json', 'print one JSON document on stdout'));
  }
  return program;
}

function everyCommandOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommandOf)];
}

function statusOf(error: unknown, terminal: Terminal, json: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.done : exitStatus.usage;
  if (error instanceof InvalidArgumentError) return exitStatus.usage;
  const told = explained(error);
  const known = told instanceof StrandlineError ? told : undefined;
  const message = told instanceof Error ? told.message : String(told);
  terminal.say(known?.action === undefined ? message : `${message} ${known.action}`);
  if (known === undefined && error instanceof Error && error.stack !== undefined) terminal.say(error.stack);
  if (json)
    terminal.answer({ error: { code: known?.code ?? 'internal', message, ...(known?.data ?? {}) } }, '');
  if (known?.code === 'cancelled') return exitStatus.cancelled;
  return known?.code === 'bad-argument' ? exitStatus.usage : exitStatus.failed;
}
