import { z } from 'zod';
import { StrandlineError, wireErrorSchema } from '../errors.ts';

/** What the host and its client say to each other over a port. */
export const toHostSchema = z.object({
  kind: z.literal('request'),
  id: z.int(),
  name: z.string(),
  args: z.unknown(),
});
export type ToHost = z.infer<typeof toHostSchema>;

/** The answer to a request: a value, or an error that kept its code. */
export const replySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: wireErrorSchema }),
]);
export type Reply = z.infer<typeof replySchema>;

export const fromHostSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('reply'), id: z.int(), reply: replySchema }),
  z.object({ kind: z.literal('event'), name: z.string(), payload: z.unknown() }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;

/** A message in the form that it should have. @throws StrandlineError `bad-argument`, in a sentence: it may be shown to a person. */
export function parsedMessage<Message>(schema: z.ZodType<Message>, message: unknown): Message {
  const parsed = schema.safeParse(message);
  if (parsed.success) return parsed.data;
  throw new StrandlineError('bad-argument', 'A message was not taken: it has another form than it should.');
}

/** What the preload puts on `window.strandline`: structured-cloneable values only, errors as values. */
export interface Bridge {
  request(name: string, args: unknown): Promise<Reply>;
  /** @returns the function that ends the subscription. */
  subscribe(name: string, listener: (payload: unknown) => void): () => void;
  /**
   * Where files that a person dropped or pasted lie; they become granted paths by it. Only the browser can make a file
   * that has a path, so the window cannot name one itself.
   *
   * @param files `File`s. @returns a path each, empty for what is no file on a disk (a picture on the clipboard).
   */
  pathsOf(files: readonly object[]): Promise<readonly string[]>;
}
