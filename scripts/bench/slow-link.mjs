/**
 * A slow link around a program: node slow-link.mjs MILLISECONDS BYTES_PER_SECOND PROGRAM [WORDS]. What goes in and what comes out is
 * held back by so long, and is no faster.
 */
import { spawn } from 'node:child_process';

const [, , delay, rate, program, ...words] = process.argv;
const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });

function lane(from, to) {
  let free = 0;
  // Timers of their own would now and then pass one another by a millisecond, and the bytes with them.
  const waiting = [];
  const release = () => {
    for (; waiting.length > 0 && waiting[0].at <= performance.now(); waiting.shift()) waiting[0].send();
    if (waiting.length > 0) setTimeout(release, Math.max(1, waiting[0].at - performance.now()));
  };
  const pass = (send, bytes) => {
    free = Math.max(free, performance.now()) + (bytes / Number(rate)) * 1000;
    if (waiting.push({ at: free + Number(delay), send }) === 1) release();
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
