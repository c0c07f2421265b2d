import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { program } from './strandline.ts';

const sshd = '/usr/sbin/sshd';
const isThere = existsSync(sshd);

/** Whether the tests over ssh are left out; under STRANDLINE_REQUIRE_ALL=1 they are not, on Linux. */
export function withoutSshd(): boolean {
  if (process.platform !== 'linux') return true;
  if (isThere) return false;
  const wayOut = `${sshd} is not there; \`apt-get install openssh-server\` makes these tests run.`;
  if (process.env.STRANDLINE_REQUIRE_ALL === '1') throw new Error(wayOut);
  return true;
}

/** A computer called `labpc` that is reached by ssh: this one, through a real sshd with keys of its own. */
export interface LabPc {
  /** What STRANDLINE_SSH names: the system's ssh with a configuration that knows `labpc`. */
  readonly ssh: string;
  /** Id of the ssh process that was started last. */
  readonly lastSsh: () => number;
}

/**
 * Sets a `labpc` up in a folder. Its sshd is started for each link by ssh itself (ProxyCommand), so that nothing listens at
 * any port.
 *
 * @param home the STRANDLINE_HOME of whoever logs in there.
 * @param through what stands before sshd's words on the way there, such as a slow link's.
 * @param keyOptions what stands before the person's key in `authorized_keys`.
 */
export function labPc(folder: string, home: string, through = '', keyOptions = ''): LabPc {
  const at = (name: string): string => join(folder, name);
  const script = (name: string, text: string): string => {
    writeFileSync(at(name), `#!/bin/sh\n${text}\n`);
    chmodSync(at(name), 0o755);
    return at(name);
  };
  const keygen = (name: string): void =>
    void execFileSync('ssh-keygen', ['-qt', 'ed25519', '-N', '', '-f', at(name)]);
  mkdirSync(at('bin'), { recursive: true });
  // Where sshd runs as root it insists on this folder, which a system's start makes.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  keygen('host');
  keygen('person');
  writeFileSync(at('known'), `labpc ${readFileSync(at('host.pub'), 'utf8')}`);
  writeFileSync(at('authorized'), `${keyOptions} ${readFileSync(at('person.pub'), 'utf8')}`, { mode: 0o600 });
  script('bin/strandline', `exec "${process.execPath}" "${program}" "$@"`);
  writeFileSync(
    at('sshd.conf'),
    [
      `HostKey ${at('host')}`,
      `AuthorizedKeysFile ${at('authorized')}`,
      'StrictModes no',
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
      'PidFile none',
      `SetEnv PATH=${at('bin')}:/usr/bin:/bin STRANDLINE_HOME=${home}`,
    ].join('\n'),
  );
  writeFileSync(
    at('ssh.conf'),
    [
      'Host labpc',
      `  ProxyCommand ${through}${sshd} -i -f ${at('sshd.conf')}`,
      `  User ${userInfo().username}`,
      `  IdentityFile ${at('person')}`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${at('known')}`,
      '  StrictHostKeyChecking yes',
    ].join('\n'),
  );
  const ssh = script('ssh', `echo $$ > "${at('ssh.pid')}"\nexec ssh -F "${at('ssh.conf')}" "$@"`);
  return { ssh, lastSsh: () => Number(readFileSync(at('ssh.pid'), 'utf8')) };
}
