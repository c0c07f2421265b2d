import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Run, listed } from '../command.ts';

/** `backbone list|add|fetch`: the pre-trained networks on this computer. */
export function addBackboneCommands(program: Command, run: Run): void {
  const backbone = program.command('backbone').description('pre-trained networks on this computer');

  backbone
    .command('list')
    .description('list the backbones')
    .action(
      run(async ({ api }) =>
        listed(
          await api.backbones.list(),
          ({ name, featureSize, source, damaged }) =>
            `${name.padEnd(20)}${damaged ?? `${featureSize} features  ${source}`}`,
          '',
        ),
      ),
    );

  backbone
    .command('add')
    .description('add a backbone from a file, on a computer without a network')
    .argument('<file>', 'weights of a pre-trained network')
    .action(
      run(async ({ api }, file: string) => {
        const added = await api.backbones.add({ file: resolve(file) });
        return [added, `The backbone "${added.name}" is ready.`];
      }),
    );

  backbone
    .command('fetch')
    .description('download the published weights of a known backbone')
    .argument('<name>', 'for example resnet18')
    .action(
      run(async ({ api, progress }, name: string) => {
        const unsubscribe = api.backbones.onFetching(progress);
        const fetched = await api.backbones.fetch({ name });
        unsubscribe();
        return [fetched, `The backbone "${fetched.name}" is ready.`];
      }),
    );
}
