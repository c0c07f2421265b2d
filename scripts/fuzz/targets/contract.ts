import fc from 'fast-check';
import { argumentsOf, hostCalls } from '../calls.ts';
import { servedLab } from '../foreign-lab.ts';
import { pick } from '../mutate.ts';
import { type OpenTarget, isSlip } from '../target.ts';

/** What would ask the network, or hold the computer for minutes by its nature. */
const left = ['engines', 'demo', 'devices', 'backbones.fetch', 'training.estimate'];
/** A message that is not answered by then is held by what it names. */
const patienceMs = 15_000;

/** Messages to a host with a lab. */
export const contractCalls: OpenTarget = async (folder) => {
  process.env.STRANDLINE_HOME = `${folder}/home`;
  const { host, connection, lab, paths } = await servedLab(folder);
  const calls = hostCalls(left).map(([name, call]) => [name, argumentsOf(call, paths)] as const);
  const failed: string[] = [];
  connection.subscribe('jobs.changed', (job) => {
    const { kind, error } = job as { kind: string; error: { code: string; message: string } | null };
    if (error?.code === 'internal') failed.push(`job ${kind}: ${error.message}`);
  });
  return {
    close: () => host.close(),
    attempt: async (random) => {
      const [name, args] = pick(random, calls);
      const [value] = fc.sample(args, { seed: random.below(2 ** 31), numRuns: 1 });
      const input = `${name} ${shown(value)}`;
      if (name === 'lab.close') return undefined;
      const asked = connection
        .ask(name, value)
        .catch((error: unknown) => ({ ok: false as const, error: asError(error) }));
      const reply = await Promise.race([asked, late()]);
      if (reply === undefined) return { what: `${name} is not answered in ${patienceMs / 1000} s`, input };
      if (name.startsWith('lab.') || name === 'runs.start') await settle(lab, connection);
      const [job] = failed.splice(0);
      if (job !== undefined) return { what: job, input };
      if (reply.ok) return undefined;
      const { code, message } = reply.error;
      return code === 'internal' || (!message.includes('✖') && isSlip(message))
        ? { what: `${name}: ${code}: ${message}`, input }
        : undefined;
    },
  };
};

/** Opens the lab again where another one was opened, and stops what runs. */
async function settle(
  lab: string,
  connection: { request(name: string, args: unknown): Promise<unknown> },
): Promise<void> {
  await connection.request('lab.open', { directory: lab });
  const jobs = (await connection.request('jobs.list', undefined)) as { id: number; state: string }[];
  for (const { id, state } of jobs)
    if (state === 'queued' || state === 'running')
      await connection.request('jobs.cancel', { job: id }).catch(() => undefined);
}

function late(): Promise<undefined> {
  return new Promise((resolve) => void setTimeout(resolve, patienceMs, undefined).unref());
}

function asError(error: unknown): { code: string; message: string } {
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

function shown(value: unknown): string {
  return fc.stringify(value).slice(0, 4000);
}
