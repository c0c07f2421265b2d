import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { explained } from '#host/catalogue/database.ts';
import { StrandlineError } from '#shared/errors.ts';
import { softwareVersion } from '#shared/version.ts';
import { addBackboneCommands } from './commands/backbone.ts';
import { addBackupCommands } from './commands/backups.ts';
import { addCatalogueCommands } from './commands/catalogue.ts';
import { addClassCommands } from './commands/classes.ts';
import { addCompareCommand } from './commands/compare.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDetectorCommands } from './commands/detector.ts';
import { addEngineCommands } from './commands/engine.ts';
import { addExportCommands } from './commands/export.ts';
import { addGatherCommand } from './commands/gather.ts';
import { addLearningCommands } from './commands/learning.ts';
import { addMergeCommands } from './commands/merge.ts';
import { addModelCommands } from './commands/models.ts';
import { addOpenCommand } from './commands/open.ts';
import { addQueueCommand } from './commands/queue.ts';
import { addReviewCommands } from './commands/review.ts';
import { addReportCommand } from './commands/report.ts';
import { addSessionCommands } from './commands/sessions.ts';
import { addServeCommand } from './commands/serve.ts';
import { addStudyCommands } from './commands/study.ts';
import { addTrainingCommands } from './commands/train.ts';
import { addTrayCommands } from './commands/tray.ts';
import { addTrustCommand } from './commands/trust.ts';
import { addWorkCommand } from './commands/work.ts';
import type { Run } from './command.ts';
import { type InProcessHost, openHost } from './in-process-host.ts';
import { type Terminal, createTerminal } from './terminal.ts';

/** Exit statuses that scripts rely on; `work` that was interrupted ends with 143. */
const exit = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const;

/**
 * The `strandline` command.
 *
 * @param argv arguments after the program's name.
 * @returns the exit status: 0 done, 1 failed, 2 usage, 130 cancelled.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json');
  const terminal = createTerminal(json);
  let status: number = exit.done;
  const end = (ended: number): void => {
    status = ended;
  };
  const fail = (): void => end(exit.failed);
  const { say, progress } = terminal;
  const program = createProgram(
    (work) =>
      (...words) =>
        withHost(terminal, async ({ api, open, follow }, signal) => {
          terminal.answer(...(await work({ api, open, follow, signal, say, progress, fail }, ...words)));
        }),
    terminal,
    { end, fail },
  );
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    return statusOf(error, terminal, json);
  }
}

function createProgram(
  run: Run,
  terminal: Terminal,
  { end, fail }: { end: (status: number) => void; fail: () => void },
): Command {
  const program = new Command('strandline')
    .description('Catalogue beach fragments, train a classifier on their photos, classify new ones.')
    .version(softwareVersion)
    // Accepted anywhere on the line; `main` reads it before parsing, so that usage errors respect it too.
    .option('--json', 'print one JSON document on stdout')
    .enablePositionalOptions()
    .showHelpAfterError('Run "strandline --help" for the commands.');
  addCatalogueCommands(program, run);
  addMergeCommands(program, run);
  addBackupCommands(program, run);
  addClassCommands(program, run);
  addTrainingCommands(program, run);
  addStudyCommands(program, run);
  addQueueCommand(program, run);
  addGatherCommand(program, run);
  addExportCommands(program, run);
  addLearningCommands(program, run);
  addCompareCommand(program, run);
  addSessionCommands(program, run);
  addTrustCommand(program, run);
  addModelCommands(program, run);
  addReviewCommands(program, run);
  addReportCommand(program, run);
  addBackboneCommands(program, run);
  addEngineCommands(program, run);
  addDetectorCommands(program, run);
  addTrayCommands(program, run);
  addDemoCommand(program, run);
  addServeCommand(program, terminal, fail);
  addOpenCommand(program, fail);
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

async function withHost(
  terminal: Terminal,
  work: (host: InProcessHost, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const host = openHost(terminal);
  const controller = new AbortController();
  let interrupts = 0;
  const interrupt = (): void => {
    interrupts += 1;
    if (interrupts > 1) process.exit(exit.cancelled);
    terminal.say('Stopping … (press Ctrl-C again to end at once)');
    controller.abort(new StrandlineError('cancelled', 'This was cancelled.'));
    void host.interrupt();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    await work(host, controller.signal);
  } finally {
    await host.close();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

function statusOf(error: unknown, terminal: Terminal, json: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
  if (error instanceof InvalidArgumentError) return exit.usage;
  const told = explained(error);
  const known = told instanceof StrandlineError ? told : undefined;
  const message = told instanceof Error ? told.message : String(told);
  terminal.say(known?.action === undefined ? message : `${message} ${known.action}`);
  if (known === undefined && error instanceof Error && error.stack !== undefined) terminal.say(error.stack);
  if (json)
    terminal.answer({ error: { code: known?.code ?? 'internal', message, ...(known?.data ?? {}) } }, '');
  if (known?.code === 'cancelled') return exit.cancelled;
  return known?.code === 'bad-argument' ? exit.usage : exit.failed;
}
