import type { Command } from 'commander';
import { StrandlineError } from '#shared/errors.ts';
import type { QueueEntry, QueueState } from '#shared/jobs/queue.ts';
import { type CommandContext, type Run, labCommand, onLab } from '../command.ts';
import { integerOption } from '../options.ts';

interface QueueFlags {
  go?: true;
  first?: number;
  remove?: number;
}

/** The command for trainings that wait: those of the window, and what `train --queue` has filed. */
export function addQueueCommand(program: Command, run: Run): void {
  labCommand(program, 'queue', 'list the trainings that wait, or train them one after another; Ctrl-C pauses')
    .option('--go', 'train what waits until the queue is empty, beginning with what was broken off')
    .option('--first <job>', 'put this job in front of all', integerOption)
    .option('--remove <job>', 'take this job out of the queue', integerOption)
    .action(
      onLab(run, async (context, { go, first, remove }: QueueFlags) => {
        const { api } = context;
        if (remove !== undefined) {
          waitingJob(await api.queue.state(), remove);
          await api.jobs.cancel({ job: remove });
        }
        if (first !== undefined) {
          const state = await api.queue.state();
          waitingJob(state, first);
          const before = state.waiting.find(({ job }) => job !== first)?.job ?? null;
          await api.queue.move({ job: first, before });
        }
        if (go === true) await trainAll(context);
        const state = await api.queue.state();
        return [state, queueText(state)];
      }),
    );
}

/** @throws StrandlineError `not-found`. */
function waitingJob({ waiting }: QueueState, job: number): void {
  if (!waiting.some((one) => one.job === job))
    throw new StrandlineError(
      'not-found',
      `There is no job ${job} in the queue; "strandline queue LAB" lists it.`,
    );
}

/** Lets the queue go on and follows it to its end. What fails is told and keeps nothing else from being trained. */
async function trainAll({ api, follow, say, fail }: CommandContext): Promise<void> {
  await api.queue.goOn();
  for (;;) {
    const { running, waiting } = await api.queue.state();
    const next = running ?? waiting[0];
    if (next === undefined) return;
    try {
      const result = await follow(next.job, next.kind, 'pause');
      say(`Done: ${next.name}.`);
      if ('model' in result) say((await api.models.offer(result)).sentence);
    } catch (error) {
      if (!(error instanceof StrandlineError) || error.code === 'cancelled') throw error;
      say(`Failed: ${next.name}: ${error.message}`);
      fail();
    }
  }
}

function queueText({ running, waiting, brokenOff }: QueueState): string {
  const lines = [running, ...waiting].flatMap((entry) => (entry === null ? [] : [lineOf(entry)]));
  if (brokenOff.length > 0) lines.push(`Broken off, to be taken up first: ${brokenOff.join(', ')}.`);
  return lines.length === 0 ? 'Nothing waits.' : lines.join('\n');
}

function lineOf({ job, kind, name, notBefore, seconds }: QueueEntry): string {
  const time = seconds === null ? '' : `, about ${Math.max(1, Math.round(seconds / 60))} min`;
  const from = notBefore === null ? '' : `, not before ${notBefore}`;
  return `${String(job).padStart(4)}  ${kind.padEnd(5)}  ${name}${time}${from}`;
}
