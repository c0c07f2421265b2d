import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LabAddress } from '#shared/domain/lab-address.ts';

/** What is asked of the person's own ssh whatever their configuration says, so that it carries our bytes and nothing else. */
const options = [
  'RequestTTY=no',
  'ClearAllForwardings=yes',
  'ForwardAgent=no',
  'ForwardX11=no',
  'PermitLocalCommand=no',
  'ConnectTimeout=20',
  // A link that is dead without a word counts as lost after 15 seconds.
  'ServerAliveInterval=5',
  'ServerAliveCountMax=3',
];

interface Way {
  /** Whether nobody is there to be asked for a password or about a new computer. */
  readonly silent: boolean;
}

/**
 * The words with which ssh is started: no shell of this computer reads them. The lab's folder goes as base64url, whose
 * letters mean nothing to any shell or command prompt of the other computer. Whoever has a command forced upon them there is not
 * heard, and names no places.
 */
export function sshWords({ user, host, port, path }: LabAddress, { silent }: Way): string[] {
  const said = silent ? [...options, 'BatchMode=yes'] : options;
  return [
    '-T',
    ...said.flatMap((option) => ['-o', option]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
    '--',
    host,
    `strandline serve --stdio --places --encoded=${encodedPath(path)}`,
  ];
}

/** A path as one word that no shell reads anything into. */
function encodedPath(path: string): string {
  return Buffer.from(path, 'utf8').toString('base64url');
}

/** Reads what {@link sshWords} says of the lab's folder. */
export function decodedPath(encoded: string): string {
  return Buffer.from(encoded, 'base64url').toString('utf8');
}

/** The ssh that is started: STRANDLINE_SSH names another than the system's. */
export function sshProgram(): string {
  const { STRANDLINE_SSH: chosen, SystemRoot: windows } = process.env;
  if (chosen !== undefined) return chosen;
  // By its name alone Windows would look for it in the folder that happens to be the current one.
  const own = join(windows ?? '', 'System32/OpenSSH/ssh.exe');
  return process.platform === 'win32' && existsSync(own) ? own : 'ssh';
}
