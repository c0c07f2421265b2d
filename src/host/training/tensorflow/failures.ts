import { StrandlineError } from '#shared/errors.ts';

/** TensorFlow's words for memory that is used up, on a card or in the computer. */
const noMemory = /\bOOM\b|out of memory|failed to allocate|there is no memory/i;
/** Its code for the same (`TF_RESOURCE_EXHAUSTED`). */
const exhausted = 8;

/** What TensorFlow, its package or its binding threw, as ours; ours as it is. */
export function tensorFlowError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StrandlineError) return error;
  if (noMemory.test(error.message) || ('code' in error && error.code === exhausted))
    return new StrandlineError(
      'out-of-memory',
      'The memory is too small for this batch size.',
      { engine: 'tfjs' },
      error,
    );
  return new StrandlineError(
    'internal',
    `TensorFlow could not compute this: ${firstLine(error.message)}`,
    { engine: 'tfjs' },
    error,
  );
}

/** Its messages go on with the graph's nodes. */
function firstLine(words: string): string {
  return words.split('\n', 1)[0]?.trim() ?? '';
}
