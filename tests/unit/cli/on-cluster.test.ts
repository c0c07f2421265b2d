import { expect, test } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { Sent } from '#shared/contract/topics/slurm.ts';
import type { Job } from '#shared/jobs/job.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { CommandContext } from '../../../src/cli/command.ts';
import { detached, followedOn } from '../../../src/cli/on-cluster.ts';
import { refusal } from '../../support/errors.ts';
import { createFakeTransport } from '../../support/fake-transport.ts';

const begun = { job: 5, kind: 'study', of: { study: 3 } } as const;

const waiting: Job = {
  ...{ id: 5, kind: 'study', title: 'Study', state: 'running', progress: null, result: null, error: null },
  ...{ createdAt: '2026-01-01T00:00:00Z', endedAt: null, resumable: false, damaged: null },
};

/** A command whose Ctrl-C comes at once, while Slurm has this or nothing. */
function interrupted(sent: Sent | null): CommandContext {
  const transport = createFakeTransport({
    slurm: { sent: () => sent },
    jobs: { get: () => waiting },
  });
  return {
    api: createClient(contract, transport),
    follow: () => Promise.reject(new StrandlineError('cancelled', 'It goes on there.', { left: true })),
    signal: AbortSignal.abort(),
    progress: () => undefined,
  } as Partial<CommandContext> as CommandContext;
}

test('Ctrl-C says what becomes of a study on a cluster: it goes on there, or was never sent', async () => {
  const sent = { job: '4711', runs: 12 };
  const left = await refusal('cancelled', () => followedOn(interrupted(sent), begun, 'slurm'));
  expect(left.message).toBe('It goes on there.');
  for (const call of [
    () => followedOn(interrupted(null), begun, 'slurm'),
    () => detached(interrupted(null), begun),
  ])
    expect((await refusal('cancelled', call)).message).toContain(
      'before Slurm had it. "strandline resume-study LAB 3"',
    );
  const [document, text] = (await detached(interrupted(sent), begun)) ?? [];
  expect(document).toEqual({ study: 3, job: 5, slurm: '4711', runs: 12 });
  expect(text).toContain('12 runs of this lab as job 4711');
  expect(text).toContain('"strandline studies LAB 3"');
});
