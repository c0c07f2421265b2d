/**
 * A slow link around a program: node slow-link.mjs MILLISECONDS BYTES_PER_SECOND PROGRAM [WORDS]. What goes in and what comes out is
 * held back by so long, and is no faster.
 */
import { spawn } from 'node:child_process';

const [, , delay, rate, program, ...words] = process.argv;
const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });

function lane(from, to) {
  let free = 0;
  const pass = (send, bytes) => {
    free = Math.max(free, performance.now()) + (bytes / Number(rate)) * 1000;
    setTimeout(send, free + Number(delay) - performance.now());
  };
  from.on('data', (chunk) => pass(() => to.write(chunk), chunk.length));
  from.on('end', () => pass(() => to.end(), 0));
}

lane(process.stdin, child.stdin);
lane(child.stdout, process.stdout);
for (const stream of [child.stdin, process.stdout]) stream.on('error', () => child.kill());
child.on('close', (code) => {
  setTimeout(() => process.exit(code ?? 1), 2 * Number(delay) + 100);
});
