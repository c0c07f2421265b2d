/** Benchmarks, side by side with a bare baseline in one run: npm run bench -- NAME [arguments] [--json] */
const benches = {
  import: './bench/import.ts',
  train: './bench/train.ts',
  data: './bench/data.ts',
  catalogue: './bench/catalogue.ts',
  classify: './bench/classify.ts',
  trust: './bench/trust.ts',
  accuracy: './bench/accuracy.ts',
  far: './bench/far.ts',
};
const [name, ...args] = process.argv.slice(2);
const module = benches[name];
if (module === undefined) {
  console.error(`usage: npm run bench -- ${Object.keys(benches).join('|')} [arguments] [--json]`);
  process.exit(2);
}
const { bench } = await import(module);
await bench(args);
