import { type Command, Option } from 'commander';
import {
  type ClassColour,
  type ClassKey,
  type ClassSummary,
  classColours,
  classKeys,
  keysOfClasses,
} from '#shared/domain/class.ts';
import { cleanName } from '#shared/domain/names.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Answer, type CommandContext, type Run, labCommand, listed, onLab } from '../command.ts';

/** The commands about the classes of a lab: list, add, rename, merge, delete, order, colour and key. */
export function addClassCommands(program: Command, run: Run): void {
  const ofClasses = program
    .command('class')
    .description('change the classes of a lab; each change is one step');
  const command = (name: string, description: string): Command =>
    labCommand(ofClasses, name, description).argument('<class>', 'name of the class');

  labCommand(program, 'classes', 'list the classes in their order, with their digits').action(
    onLab(run, ({ api }) => classList(api)),
  );
  command('add', 'add a class, or bring a deleted one back').action(
    onLab(run, async ({ api }, name: string) => {
      await api.edits.addClass({ name });
      return classList(api);
    }),
  );
  command('rename', 'give a class another name')
    .argument('<name>', 'its new name')
    .action(
      onLab(
        run,
        changed((api, { id }, name: string) => api.edits.renameClass({ class: id, name })),
      ),
    );
  command('merge', 'make one class of two')
    .argument('<into>', 'the class that stays')
    .action(
      onLab(run, async ({ api }, from: string, into: string) => {
        const ids = { from: (await classCalled(api, from)).id, into: (await classCalled(api, into)).id };
        await api.edits.mergeClasses(ids);
        return classList(api);
      }),
    );
  command('delete', 'delete a class; what is called so has none afterwards').action(
    onLab(
      run,
      changed((api, { id }) => api.edits.deleteClass({ class: id })),
    ),
  );
  command('look', 'choose the colour and the digit of a class')
    .addOption(new Option('--colour <colour>', 'its colour').choices(classColours))
    .addOption(new Option('--key <digit>', 'the digit that labels with it').choices(classKeys.map(String)))
    .action(
      onLab(
        run,
        changed((api, { id }, { colour, key }: { colour?: ClassColour; key?: string }) =>
          api.edits.setClassLook({
            class: id,
            set: { ...(colour && { colour }), ...(key && { key: Number(key) as ClassKey }) },
          }),
        ),
      ),
    );
  labCommand(ofClasses, 'order', 'put the classes into an order')
    .argument('<classes...>', 'names of the classes, first to last')
    .action(
      onLab(run, async ({ api }, names: string[]) => {
        const classes = [];
        for (const name of names) classes.push((await classCalled(api, name)).id);
        await api.edits.orderClasses({ classes });
        return classList(api);
      }),
    );
}

type Api = CommandContext['api'];

/** Changes the class of a name, and lists what there is then. */
function changed<Words extends readonly unknown[]>(
  change: (api: Api, one: ClassSummary, ...words: Words) => Promise<unknown>,
): (context: CommandContext, name: string, ...words: Words) => Promise<Answer> {
  return async ({ api }, name, ...words) => {
    await change(api, await classCalled(api, name), ...words);
    return classList(api);
  };
}

async function classList(api: Api): Promise<Answer> {
  const classes = await api.catalogue.classes();
  const keys = keysOfClasses(classes);
  return listed(
    classes,
    ({ id, name, samples, photos, colour }) =>
      `${keys.get(id) ?? ' '}  ${name}: ${samples} samples, ${photos} photos${colour === null ? '' : `, ${colour}`}`,
    'The lab has no classes yet.',
  );
}

/** @throws StrandlineError `not-found`. */
async function classCalled(api: Api, name: string): Promise<ClassSummary> {
  const found = (await api.catalogue.classes()).find((one) => one.name === cleanName(name));
  if (found === undefined) throw new StrandlineError('not-found', `This lab has no class "${name}".`);
  return found;
}
