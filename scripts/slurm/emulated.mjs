/**
 * A real Slurm on this one computer that plays two nodes, without systemd and without an accounting database; for tests, as root.
 * Debian's slurmctld, slurmd, slurm-client and munge must be installed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const programs = ['slurmctld', 'slurmd', 'sbatch', 'squeue', 'scancel', 'scontrol', 'munged'];

/** @returns the programs that are missing here. */
export function missingPrograms() {
  return programs.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
}

/**
 * Starts it and waits until both nodes take work.
 *
 * @param {string} folder for its state, logs and keys; it may be deleted once Slurm has been stopped.
 * @param {number} port the first of four that it listens on, on 127.0.0.1 alone; by default another for each process, so that
 *   several may run at once.
 * @returns {Promise<Record<string, string>>} what its commands must find in their environment.
 */
export async function startSlurm(folder, port = 16_817 + 4 * (process.pid % 3900)) {
  const host = hostname().split('.')[0];
  for (const part of ['state', 'log', 'spool/n1', 'spool/n2', 'munge'])
    mkdirSync(join(folder, part), { recursive: true });
  startMunge(folder);
  const file = join(folder, 'slurm.conf');
  writeFileSync(file, settings({ folder, host, port }));
  const env = { SLURM_CONF: file };
  const started = { env: { ...process.env, ...env }, stdio: 'ignore' };
  execFileSync('slurmctld', ['-f', file], started);
  for (const node of ['n1', 'n2']) execFileSync('slurmd', ['-N', node, '-f', file], started);
  for (let tries = 0; tries < 150; tries += 1) {
    const { stdout } = spawnSync('sinfo', ['--noheader', '--format=%T %D'], { ...started, stdio: 'pipe' });
    if (String(stdout).startsWith('idle 2')) return env;
    await sleep(200);
  }
  await stopSlurm(folder);
  throw new Error(`Slurm did not start; its logs are in ${join(folder, 'log')}`);
}

/** Stops it with whatever it runs, and waits until its processes have gone. */
export async function stopSlurm(folder) {
  const file = join(folder, 'slurm.conf');
  const env = { ...process.env, SLURM_CONF: file };
  spawnSync('scancel', ['--state=RUNNING'], { env, timeout: 5000 });
  spawnSync('scancel', ['--state=PENDING'], { env, timeout: 5000 });
  const pids = ['slurmd-n1.pid', 'slurmd-n2.pid', 'slurmctld.pid', 'munge/munged.pid']
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .map((path) => Number(readFileSync(path, 'utf8')));
  for (const pid of pids) signalled(pid, 'SIGTERM');
  for (let tries = 0; tries < 50 && pids.some((pid) => signalled(pid, 0)); tries += 1) await sleep(100);
  for (const pid of pids) signalled(pid, 'SIGKILL');
}

function signalled(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Munge's daemon runs as its own user, with a key and a socket of this Slurm's own. */
function startMunge(folder) {
  const munge = join(folder, 'munge');
  const [user, group] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'munge'])));
  const key = join(munge, 'munge.key');
  if (!existsSync(key)) writeFileSync(key, randomBytes(128));
  chmodSync(key, 0o400);
  for (const path of [munge, key]) chownSync(path, user, group);
  for (const path of [folder, munge]) chmodSync(path, 0o755);
  const words = {
    'key-file': key,
    socket: join(munge, 'munge.socket'),
    'pid-file': join(munge, 'munged.pid'),
    'log-file': join(munge, 'munged.log'),
    'seed-file': join(munge, 'seed'),
  };
  const flags = Object.entries(words).map(([name, path]) => `--${name}=${path}`);
  const who = ['--reuid=munge', '--regid=munge', '--clear-groups'];
  execFileSync('setpriv', [...who, 'munged', '--force', ...flags], { stdio: 'ignore' });
}

/** A run that is requeued waits until its credentials have expired: two minutes, where nobody says otherwise. */
function settings({ folder, host, port }) {
  const node = (name, at) =>
    `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${at} CPUs=1 RealMemory=8000 State=UNKNOWN`;
  return `ClusterName=strandline
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge/munge.socket,cred_expire=5
SlurmctldPort=${port}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool/%n
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd-%n.pid
SlurmctldLogFile=${folder}/log/slurmctld.log
SlurmdLogFile=${folder}/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
ReturnToService=0
SlurmdParameters=config_overrides
KillWait=10
${node('n1', port + 1)}
${node('n2', port + 2)}
PartitionName=lab Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
`;
}
