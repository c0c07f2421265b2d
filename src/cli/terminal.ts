import { printable, printableLines } from '#shared/domain/printable.ts';
import type { Progress } from '#shared/progress.ts';

/** Where a command's words go: the document to stdout, everything else to stderr. Nothing in them steers the terminal. */
export interface Terminal {
  /** The command's answer: one JSON document under `--json`, text for a person otherwise. */
  readonly answer: (document: unknown, text: string) => void;
  /** A remark for a person; never on stdout. */
  readonly say: (line: string) => void;
  readonly progress: (progress: Progress) => void;
  readonly progressDone: () => void;
}

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** Without a terminal, progress is written as a line now and then rather than rewritten in place. */
const quietEveryMs = 5000;

export function createTerminal(
  json: boolean,
  stdout: Output = process.stdout,
  stderr: Output = process.stderr,
): Terminal {
  let lineIsOpen = false;
  let lastQuietLine = 0;
  let lastPhase = '';

  function closeLine(): void {
    if (lineIsOpen) stderr.write('\n');
    lineIsOpen = false;
  }
  return {
    answer(document, text) {
      closeLine();
      stdout.write(`${printableLines(json ? JSON.stringify(document, null, 2) : text)}\n`);
    },
    say(line) {
      closeLine();
      stderr.write(`${printableLines(line)}\n`);
    },
    progress(progress) {
      const line = printable(progressLine(progress));
      if (stderr.isTTY === true) {
        stderr.write(`\r\u001b[2K${line}`);
        lineIsOpen = true;
        return;
      }
      const now = performance.now();
      if (progress.phase === lastPhase && now - lastQuietLine < quietEveryMs) return;
      lastPhase = progress.phase;
      lastQuietLine = now;
      stderr.write(`${line}\n`);
    },
    progressDone: closeLine,
  };
}

/** `Reading photos  431 of 1194 photos  88.1 photos/s  9 s left` */
export function progressLine({ phase, done, total, unit, rate, eta }: Progress): string {
  const parts = [phase, `${done} of ${total} ${unit}`];
  if (rate !== null) parts.push(`${rate.toFixed(1)} ${unit}/s`);
  if (eta !== null) parts.push(`${duration(eta)} left`);
  return parts.join('  ');
}

/** @param seconds at least 0. `9 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}
