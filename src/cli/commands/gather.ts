import type { Command } from 'commander';
import { StrandlineError } from '#shared/errors.ts';
import { type Run, labCommand, onLab } from '../command.ts';

/** The command for what trains on a cluster while the lab is closed. */
export function addGatherCommand(program: Command, run: Run): void {
  labCommand(
    program,
    'gather',
    'wait for what trains on a cluster and take in what comes of it; Ctrl-C leaves it there',
  )
    .option('--cancel', 'take all of it back instead')
    .action(
      onLab(run, async ({ api, follow, say, fail }, { cancel }: { cancel?: true }) => {
        const under = (await api.jobs.list()).filter(
          ({ kind, state }) => (kind === 'train' || kind === 'study') && state === 'running',
        );
        if (cancel === true) for (const { id } of under) await api.jobs.cancel({ job: id });
        const ended: { job: number; title: string; state: string }[] = [];
        for (const { id, kind, title } of under) {
          try {
            await follow(id, kind, 'leave');
          } catch (error) {
            const known = error instanceof StrandlineError ? error : undefined;
            if (known === undefined || known.data.left === true) throw error;
            if (known.code !== 'cancelled' || cancel !== true) {
              say(`Failed: ${title}: ${known.message}`);
              fail();
            }
          }
          ended.push({ job: id, title, state: (await api.jobs.get({ job: id })).state });
        }
        const lines = ended.map(({ job, title, state }) => `${job}  ${state}  ${title}`);
        return [ended, lines.length === 0 ? 'Nothing of this lab is on a cluster.' : lines.join('\n')];
      }),
    );
}
