import type { Sureness } from './sureness.ts';

/** What a model's sureness and its threshold were set by, as the end of a sentence. */
export function surenessText({ basis, known, unknown }: Sureness): string {
  const samples = `${known} ${known === 1 ? 'sample' : 'samples'}`;
  switch (basis) {
    case 'cross-validation':
      return `cross-validation of ${samples}; ${unknown} stood for the unknown`;
    case 'validation':
      return `${samples} of the validation side; ${unknown} stood for the unknown`;
    case 'experience':
      return `nothing of this lab: ${samples} are too few to set it by, so it is a cautious default`;
  }
}
