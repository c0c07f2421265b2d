import type { Command } from 'commander';
import { Argument } from 'commander';
import type { EngineRow } from '#shared/contract/topics/engines.ts';
import { type LibraryKind, libraryKinds } from '#shared/learning/engine-libraries.ts';
import { type CommandContext, type Run, listed } from '../command.ts';
import { pathNamed } from '../path-named.ts';

/** What a person says for a library; `tfjs --cuda` is the third. */
const installable = ['tfjs', 'cuda'] as const;

/** `engine list|install|remove`: what trains networks on this computer. */
export function addEngineCommands(program: Command, run: Run): void {
  const engine = program.command('engine').description('what trains networks on this computer');

  engine
    .command('list')
    .description('say what there is of each engine, and what is missing')
    .option('--verify', 'read every byte of the libraries that are there')
    .action(
      run(async ({ api }, { verify = false }: { verify?: boolean }) =>
        listed(await api.engines.list({ verify }), engineLine, ''),
      ),
    );

  engine
    .command('install')
    .description("get TensorFlow's library (tfjs), or CUDA for the built-in engine (cuda)")
    .addArgument(new Argument('<library>', 'what to get').choices(installable))
    .option('--cuda', 'TensorFlow for NVIDIA cards, with CUDA')
    .option('--from <folder>', 'take the wheels from a folder, on a computer without a network')
    .action(
      run(async (context, name: (typeof installable)[number], flags: { cuda?: true; from?: string }) => {
        const library: LibraryKind = name === 'tfjs' && flags.cuda === true ? 'tfjs-cuda' : name;
        return install(context, library, flags.from);
      }),
    );

  engine
    .command('remove')
    .description('remove a library from this computer')
    .addArgument(new Argument('<library>', 'what to remove').choices(libraryKinds))
    .action(
      run(async ({ api }, library: LibraryKind) => {
        const answer = await api.engines.remove({ library });
        return [
          answer,
          answer.removed ? `${library} is removed.` : `There is no ${library} on this computer.`,
        ];
      }),
    );
}

async function install(
  { api, say, progress }: CommandContext,
  library: LibraryKind,
  from: string | undefined,
): Promise<readonly [unknown, string]> {
  const wanted = (await api.engines.list({})).find((row) => row.library?.kind === library)?.library;
  if (wanted !== undefined && wanted !== null && wanted.state !== 'ready')
    say(
      `${wanted.title} ${wanted.version}: ${sizeText(wanted.download)} to ${from === undefined ? 'download' : 'unpack'}, ${sizeText(wanted.disk)} on disk, in ${wanted.folder} (${wanted.licence}). Ctrl-C stops; what has arrived is kept.`,
    );
  const unsubscribe = api.engines.onInstalling((event) => progress(event.progress));
  try {
    const installed = await api.engines.install({
      library,
      ...(from !== undefined && { from: pathNamed(from) }),
    });
    return [installed, `${installed.title} ${installed.version} is ready.`];
  } finally {
    unsubscribe();
  }
}

function engineLine({ engine, device, ready, version, library, missing }: EngineRow): string {
  const what = ready
    ? library === null
      ? `built in, ${version}`
      : `${library.title} ${version}`
    : missing.map(({ text }) => text).join(' ');
  return `${engine.padEnd(6)}${device.padEnd(8)}${ready ? 'yes' : 'no '}  ${what}`;
}

/** `192 MB`, `3.0 GB`. */
function sizeText(bytes: number): string {
  const megabytes = bytes / 1e6;
  return megabytes < 1000 ? `${Math.round(megabytes)} MB` : `${(megabytes / 1000).toFixed(1)} GB`;
}
