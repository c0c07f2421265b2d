import { type IpcMainInvokeEvent, ipcMain } from 'electron';
import { z } from 'zod';
import { channels } from '#shared/contract/channels.ts';
import { type StrandlineContract, contract } from '#shared/contract/contract.ts';
import { type HandlersOf, pathsNamed } from '#shared/contract/define.ts';
import { dispatch, parseCall } from '#shared/contract/dispatch.ts';
import type { Reply } from '#shared/contract/wire.ts';
import { isThere } from '#shared/domain/place-there.ts';
import { StrandlineError, toWireError } from '#shared/errors.ts';
import type { LabKeeper } from './lab-keeper.ts';
import type { PathGrants } from './path-grants.ts';
import type { SettingsFile } from './settings.ts';

interface Border {
  readonly lab: LabKeeper;
  readonly shell: HandlersOf<StrandlineContract, 'shell'>['shell'];
  readonly grants: PathGrants;
  readonly settings: SettingsFile;
  /** Whether a frame is our own page in our own window. */
  readonly isOurs: (event: IpcMainInvokeEvent) => boolean;
}

const watchedSchema = z.object({ directory: z.string() });
const chosenSchema = z.array(z.string().min(1));

/** Calls after which the folder they name is a lab that will be offered again. */
const labCalls = new Set(['lab.create', 'lab.open', 'demo.create']);

/** What an opened lab, or a demo that was made, is called. */
const openedSchema = z.union([
  z.object({ name: z.string() }),
  z.object({ lab: z.object({ name: z.string() }) }).transform(({ lab }) => lab),
]);

function nameOfLab(value: unknown): string | undefined {
  return openedSchema.safeParse(value).data?.name;
}

/** Answers the window: checks who calls, what they call and which paths they name; then asks the shell or the host. */
export function answerRequests(border: Border): void {
  ipcMain.handle(channels.request, async (event, name: unknown, args: unknown): Promise<Reply> => {
    try {
      if (!border.isOurs(event)) throw new StrandlineError('bad-argument', 'Only the window itself may ask.');
      return await answer(border, String(name), args);
    } catch (error) {
      return { ok: false, error: toWireError(error) };
    }
  });
}

/** Grants the files that the preload saw dropped or pasted. The window has no way to this channel. */
export function grantChosenFiles({ grants, isOurs }: Pick<Border, 'grants' | 'isOurs'>): void {
  ipcMain.handle(channels.chosen, (event, paths: unknown) => {
    if (!isOurs(event)) return;
    for (const path of chosenSchema.parse(paths)) grants.grant(path);
  });
}

async function answer(
  { lab, shell, grants, settings }: Border,
  name: string,
  rawArgs: unknown,
): Promise<Reply> {
  const { entry, args } = parseCall(contract, name, rawArgs);
  if (entry.audience !== 'window')
    throw new StrandlineError('bad-argument', `${name} is not for the window.`);
  if (entry.answeredBy === 'shell')
    return { ok: true, value: await dispatch(contract, { shell }, name, rawArgs) };
  const paths = pathsNamed(entry, args).flatMap(({ path, use }) => (use === 'around' ? [] : [path]));
  grants.check(paths);
  const reply = await lab.ask(name, args);
  // A folder that is watched was agreed to, by whoever had this lab open then.
  const watched =
    name.startsWith('watch.') && reply.ok ? watchedSchema.safeParse(reply.value).data : undefined;
  if (watched !== undefined && isThere(watched.directory)) grants.grant(watched.directory);
  if (reply.ok && (labCalls.has(name) || name === 'lab.close')) grants.forgetPlaces();
  const [folder] = paths;
  if (reply.ok && labCalls.has(name) && folder !== undefined)
    settings.rememberLab(folder, nameOfLab(reply.value));
  return reply;
}
