/**
 * `strandline` as a package has it: the command line, built, under the Node that lies beside it.
 */
import { fileURLToPath } from 'node:url';
import { start } from './start.ts';

process.env.STRANDLINE_RESOURCES ??= fileURLToPath(new URL('../../resources', import.meta.url));
process.exitCode = await start(process.argv.slice(2));
