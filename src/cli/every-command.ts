import type { Command } from 'commander';
import { StrandlineError } from '#shared/errors.ts';
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
import type { Run } from './command.ts';
import { exitStatus } from './exit-status.ts';
import { type InProcessHost, openHost } from './in-process-host.ts';
import type { Terminal } from './terminal.ts';

/** Adds all commands that open a lab, or have to do with one. @param fail makes the command end with a failure. */
export function addEveryCommand(program: Command, terminal: Terminal, fail: () => void): void {
  const { say, progress } = terminal;
  const run: Run =
    (work) =>
    (...words) =>
      withHost(terminal, async ({ api, open, follow }, signal) => {
        terminal.answer(...(await work({ api, open, follow, signal, say, progress, fail }, ...words)));
      });
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
    if (interrupts > 1) process.exit(exitStatus.cancelled);
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
