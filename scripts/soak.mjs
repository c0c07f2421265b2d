/** A day at the bench, in minutes, with memory, handles and disk watched: npm run soak -- [--hours 8] [--write] [--json] */
const { soak } = await import('./torture/soak.ts');
process.exitCode = await soak(process.argv.slice(2));
