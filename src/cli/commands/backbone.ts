import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Run } from '../command.ts';

/** `backbone list|add|fetch`: the pre-trained networks on this computer. */
export function addBackboneCommands(program: Command, run: Run): void {
  const backbone = program.command('backbone').description('pre-trained networks on this computer');

  backbone
    .command('list')
    .description('list the backbones')
    .action(() =>
      run(async ({ session, terminal }) => {
        const found = await session.api.backbones.list();
        const lines = found.map(
          ({ name, featureSize, source }) => `${name.padEnd(20)}${featureSize} features  ${source}`,
        );
        terminal.answer(found, lines.join('\n'));
      }),
    );

  backbone
    .command('add')
    .description('add a backbone from a file, on a computer without a network')
    .argument('<file>', 'weights of a pre-trained network')
    .action((file: string) =>
      run(async ({ session, terminal }) => {
        const added = await session.api.backbones.add({ file: resolve(file) });
        terminal.answer(added, `The backbone "${added.name}" is ready.`);
      }),
    );

  backbone
    .command('fetch')
    .description('download the published weights of a known backbone')
    .argument('<name>', 'for example resnet18')
    .action((name: string) =>
      run(async ({ session, terminal }) => {
        const unsubscribe = session.api.backbones.onFetching((progress) => terminal.progress(progress));
        const fetched = await session.api.backbones.fetch({ name });
        unsubscribe();
        terminal.answer(fetched, `The backbone "${fetched.name}" is ready.`);
      }),
    );
}
