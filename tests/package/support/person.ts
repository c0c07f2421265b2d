import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const user = 'strandline-test';

/** A person with an account of their own on this computer, whose home has spaces in its path. */
export class Person {
  readonly #base = mkdtempSync(join(tmpdir(), 'strandline package '));
  readonly home = join(this.#base, 'Anna Müller');

  constructor() {
    if (spawnSync('id', [user]).status === 0) execFileSync('userdel', ['--force', user]);
    chmodSync(this.#base, 0o755);
    execFileSync('useradd', ['--create-home', '--home-dir', this.home, '--shell', '/bin/sh', user]);
    const { XAUTHORITY: cookie } = process.env;
    if (cookie === undefined) return;
    copyFileSync(cookie, join(this.home, '.Xauthority'));
    this.own(join(this.home, '.Xauthority'));
  }

  /** Gives a file, or a folder with all in it, to the person. */
  own(path: string): void {
    execFileSync('chown', ['--recursive', `${user}:`, path]);
  }

  /** Starts a program as the person, at home, with nothing of this process's environment but its display. */
  start(command: readonly string[]): ChildProcess {
    return spawn('runuser', ['-u', user, '--', ...this.#environment(), ...command], this.#options);
  }

  /** The same with every file noted that it or its children ask for. `strace` runs as root, so that what is setuid stays so. */
  startTraced(log: string, command: readonly string[]): ChildProcess {
    const words = ['-f', '-u', user, '-e', 'trace=%file', '-s', '4096', '-o', log];
    return spawn('strace', [...words, ...this.#environment(), ...command], this.#options);
  }

  /** Runs a command to its end. @returns its standard output. @throws Error where it fails. */
  run(...command: readonly string[]): string {
    const all = ['-u', user, '--', ...this.#environment(), ...command];
    return execFileSync('runuser', all, { ...this.#options, encoding: 'utf8' });
  }

  /** Ids of what still runs as the person. */
  processes(): string[] {
    return spawnSync('pgrep', ['-u', user], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
  }

  leave(): void {
    spawnSync('pkill', ['-KILL', '-u', user]);
    // Their last processes may still be on their way out.
    spawnSync('userdel', ['--force', user]);
    if (existsSync(this.#base)) rmSync(this.#base, { recursive: true });
  }

  get #options(): { cwd: string; stdio: ['ignore', 'pipe', 'pipe'] } {
    return { cwd: this.home, stdio: ['ignore', 'pipe', 'pipe'] };
  }

  #environment(): string[] {
    const { DISPLAY = '' } = process.env;
    return [
      'env',
      '-i',
      `HOME=${this.home}`,
      `XAUTHORITY=${join(this.home, '.Xauthority')}`,
      `DISPLAY=${DISPLAY}`,
      'PATH=/usr/bin:/bin',
      'LANG=C.UTF-8',
    ];
  }
}
