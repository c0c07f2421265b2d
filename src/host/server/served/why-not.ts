import type { LabAddress } from '#shared/domain/lab-address.ts';
import { printable } from '#shared/domain/printable.ts';

/** How a person reaches a computer in a terminal. */
function inTerminal({ user, host, port }: LabAddress): string {
  const at = user === undefined ? host : `${user}@${host}`;
  return port === undefined ? `ssh ${at}` : `ssh -p ${port} ${at}`;
}

/**
 * What OpenSSH says of each trouble, in the words of its sources (`sshconnect.c`, `readconf.c`, `sshconnect2.c`) and of the
 * shells that it starts, and what a person can do about it. The first that is found counts.
 */
const troubles: readonly (readonly [said: RegExp, advice: (address: LabAddress) => string])[] = [
  [
    /remote host identification has changed|offending .* key in/iu,
    ({ host }) =>
      `It has another key than before: it was set up anew, or another computer answers in its place. Ask its owner; if all is well, forget the old key with “ssh-keygen -R ${host}” in a terminal.`,
  ],
  [
    /host key verification failed|host key is known|authenticity of host/iu,
    (address) =>
      `It is not known to this computer yet. Connect to it once with “${inTerminal(address)}” in a terminal, and compare its key with its owner.`,
  ],
  [
    /unprotected private key|bad owner or permissions|bad permissions/iu,
    () =>
      'Your key or your ssh configuration can be read by others, so that ssh does not take it. Take their rights away (“chmod 600” for the file that it names).',
  ],
  [
    /permission denied|too many authentication failures/iu,
    (address) =>
      `It did not let you in. Your key has to be known there, and unlocked in your ssh agent: “ssh-add” in a terminal, then “${inTerminal(address)}” has to work without a question.`,
  ],
  [
    /could not resolve|name or service not known|nodename nor servname/iu,
    () =>
      'No computer of this name was found. Look whether it is written right, and whether a VPN is needed.',
  ],
  [
    /connection refused/iu,
    () => 'It is there, but nothing answers by ssh: its ssh server is not running, or has another port.',
  ],
  [
    /timed out|no route|unreachable|is down/iu,
    () =>
      'It cannot be reached. Look whether it is switched on, and whether both computers are in the same network or a VPN is needed.',
  ],
  [
    /closed by|connection reset|banner exchange|no matching/iu,
    (address) =>
      `Its ssh server ended the connection before anybody was let in. Try “${inTerminal(address)}” in a terminal, and ask whoever looks after it.`,
  ],
  [
    /bad configuration option|terminating, \d+ bad/iu,
    () => 'Your ssh configuration has a line that ssh does not understand; it names the file and the line.',
  ],
  [
    /not found|no such file|not recognized|unknown command/iu,
    (address) =>
      `Strandline is not installed there, or not on the PATH of a login by ssh: “${inTerminal(address)} strandline --version” has to answer.`,
  ],
];

/**
 * Why a computer could not be reached, and the way out, for a person.
 *
 * @param ended what ssh ended with: its exit status, or why it could not be started.
 * @param words what it wrote to its error stream.
 * @param otherwise what is said where its words are none that are known.
 */
export function whyNot(address: LabAddress, ended: number | Error, words: string, otherwise: string): string {
  const begin = `${address.host} could not be reached.`;
  if (ended instanceof Error)
    return `${begin} This computer has no ssh that can be started (${printable(ended.message)}).`;
  const advice = troubles.find(([said]) => said.test(words))?.[1](address) ?? otherwise;
  return words.trim() === '' ? `${begin} ${advice}` : `${begin} ${advice} It says: “${lastLine(words)}”.`;
}

/** The last line of what ssh wrote. */
export function lastLine(words: string): string {
  return printable(words.trim().split(/\r?\n/u).at(-1) ?? '').slice(0, 300);
}
