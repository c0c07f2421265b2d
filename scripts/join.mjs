/** Three labs merged in all orders, and kill -9 while two are: npm run join -- [--photos 10000] [--kills 10] [--seed 1] [--only orders|kills] */
const { join } = await import('./torture/join.ts');
process.exitCode = await join(process.argv.slice(2));
