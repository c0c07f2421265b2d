import { type Command, InvalidArgumentError } from 'commander';
import { serveLab } from '#host/server/served/serve-lab.ts';
import { decodedPath } from '#host/server/served/ssh-command.ts';
import { carry, folderOf } from '../carry.ts';
import { refuseFar } from '../command.ts';
import { numberOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';

interface Asked {
  readonly stdio?: boolean;
  readonly encoded?: string;
  readonly grace?: number;
  readonly places?: boolean;
}

/** `serve`: a lab for other programs and computers, until Ctrl-C; or one end of an ssh to it. */
export function addServeCommand(program: Command, { say }: Terminal, fail: () => void): void {
  program
    .command('serve')
    .description('keep a lab open for other windows and, by ssh, for other computers')
    .argument('[lab]', 'folder of the lab')
    .option('--stdio', 'what ssh starts: carry one link, and start the host where none serves the lab')
    .option('--encoded <folder>', 'the folder as base64url, as ssh gives it')
    .option('--places', 'of --stdio: folders and files of this computer may be named, not the lab alone')
    .option(
      '--grace <seconds>',
      'end when nobody is attached and nothing runs for this long; a host that ssh started does so after 300',
      numberOption,
    )
    .action(async (lab: string | undefined, { stdio = false, encoded, grace, places = false }: Asked) => {
      const named = lab ?? (encoded === undefined ? '' : decodedPath(encoded));
      if (named === '') throw new InvalidArgumentError('The folder of a lab is needed.');
      refuseFar(named, 'The computer that has the lab serves it to whoever comes by ssh.');
      const directory = folderOf(named);
      const graceMs = grace === undefined ? undefined : grace * 1000;
      if (stdio) {
        if (!(await carry({ directory, graceMs, places }))) fail();
        return;
      }
      const served = await serveLab(directory, graceMs === undefined ? {} : { graceMs });
      const end = (): void => void served.close();
      process.once('SIGINT', end).once('SIGTERM', end);
      say(`${directory} is open for other windows of this account, and by ssh. Ctrl-C closes it.`);
      await served.ended;
      process.off('SIGINT', end).off('SIGTERM', end);
    });
}
