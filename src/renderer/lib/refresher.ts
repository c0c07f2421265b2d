/**
 * Makes a function that reloads something and may be called as often as changes are announced: while one reload is under
 * way, further calls are gathered into a single one after it.
 */
export function refresher(reload: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;

  async function loop(): Promise<void> {
    do {
      again = false;
      await reload();
    } while (again);
  }

  return () => {
    if (running !== undefined) {
      again = true;
      return running;
    }
    running = loop().finally(() => (running = undefined));
    return running;
  };
}
