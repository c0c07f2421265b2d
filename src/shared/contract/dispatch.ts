import { z } from 'zod';
import { StrandlineError } from '../errors.ts';
import { parsedAnswer } from './answer.ts';
import { type Call, type ContractShape, entryNamed } from './define.ts';

type AnyHandler = (args: unknown) => unknown;
type AnyHandlers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Answers one call that arrived from another process: finds it by name, parses its arguments, runs its handler and
 * parses the result.
 *
 * @throws StrandlineError `bad-argument` where the name is unknown or the arguments do not parse.
 */
export async function dispatch(
  contract: ContractShape,
  handlers: AnyHandlers,
  name: string,
  rawArgs: unknown,
): Promise<unknown> {
  const { entry, args } = parseCall(contract, name, rawArgs);
  const [topic = '', key = ''] = name.split('.');
  const handler = handlers[topic]?.[key];
  if (typeof handler !== 'function')
    throw new StrandlineError('bad-argument', `Nothing answers ${name} here.`);
  return parsedAnswer(name, entry.result, await (handler as AnyHandler)(args));
}

/** Finds the call and parses its arguments. */
export function parseCall(
  contract: ContractShape,
  name: string,
  rawArgs: unknown,
): { entry: Call; args: unknown } {
  const entry = entryNamed(contract, name);
  if (entry?.kind !== 'call') throw new StrandlineError('bad-argument', `There is no call named ${name}.`);
  const parsed = entry.args.safeParse(rawArgs);
  if (!parsed.success) {
    throw new StrandlineError('bad-argument', `${name}: ${z.prettifyError(parsed.error)}`, { name });
  }
  return { entry, args: parsed.data };
}
