/** A process for the tests of limits: it does what it is told. */
import { answerLimited } from '#host/processes/answer-limited.ts';
import { StrandlineError } from '#shared/errors.ts';

const held: unknown[] = [];

answerLimited((task: { what: string }): Promise<object> => {
  switch (task.what) {
    case 'answer':
      return Promise.resolve({ infinite: Infinity, bytes: new Uint8Array([1, 2]) });
    case 'refuse':
      throw new StrandlineError('not-a-model', 'It is none.', { file: 'x' });
    case 'for ever':
      for (;;) held.length = 0;
    case 'memory outside':
      for (;;) held.push(Buffer.alloc(32_000_000, 1));
    case 'memory inside':
      for (;;) held.push(Array.from({ length: 1000 }, () => ({})));
    case 'end':
      return process.exit(3);
    default:
      throw new Error('what?');
  }
});
