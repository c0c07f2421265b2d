/**
 * The `strandline` command, loaded as far as it is needed: what ssh starts only carries bytes, and somebody waits for it.
 *
 * @returns the exit status.
 */
export async function start(argv: readonly string[]): Promise<number> {
  if (argv[0] === 'serve') {
    const { carriedBy, carry } = await import('./carry.ts');
    const carried = carriedBy(argv);
    if (carried !== undefined) return (await carry(carried)) ? 0 : 1;
  }
  const { main } = await import('./main.ts');
  return main(argv);
}
