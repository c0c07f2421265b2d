import { expect, test } from 'vitest';
import { snakefile } from '#host/studies/snakefile.ts';

test('a Snakefile has one rule with what a run asks for', () => {
  const text = snakefile({
    plans: `/a "lab"/plans.json`,
    runs: 12,
    settings: { cpus: 4, mem: '2G', gpus: 1 },
  });
  expect(text).toContain('PLANS = "/a \\"lab\\"/plans.json"\n');
  expect(text).toContain('input: expand("done/{n}", n=range(12))\n');
  expect(text).toContain('threads: 4\n    resources: mem_mb=2048, gpu=1\n');
  expect(text).toContain('shell: "{params.command:q} work {params.plans:q} {wildcards.n}"\n');
  expect(snakefile({ plans: '/p', runs: 1, settings: {} })).not.toContain('resources');
});
