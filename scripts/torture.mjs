/** Kills, full disks, torn and swapped files: npm run torture -- [--points N] [--seed N] [--only NAMES] [--write] [--json] */
const { torture } = await import('./torture/torture.ts');
process.exitCode = await torture(process.argv.slice(2));
