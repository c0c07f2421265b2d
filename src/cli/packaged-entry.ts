/**
 * `strandline` as a package has it: the command line, built, under the Node that lies beside it.
 */
import { fileURLToPath } from 'node:url';
import { main } from './main.ts';

process.env.STRANDLINE_RESOURCES ??= fileURLToPath(new URL('../../resources', import.meta.url));
process.exitCode = await main(process.argv.slice(2));
