import { carriedBy, carry } from './carry.ts';

/**
 * The `strandline` command, loaded as far as it is needed: what ssh starts only carries bytes, and somebody waits for it.
 *
 * @returns the exit status.
 */
export async function start(argv: readonly string[]): Promise<number> {
  const carried = carriedBy(argv);
  if (carried === undefined) {
    const { main } = await import('./main.ts');
    return main(argv);
  }
  return (await carry(carried)) ? 0 : 1;
}
