/** Fuzzing of what reads foreign bytes: npm run fuzz -- TARGET SECONDS [--seed N] [--from INPUT] [--json] */
import { fuzz } from './fuzz/fuzz.ts';

process.exitCode = await fuzz(process.argv.slice(2));
