/**
 * Makes a function that reloads something and may be called as often as changes are announced: while one reload is under
 * way, further calls are gathered into a single one after it.
 */
export function refresher(reload: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function refresh(): Promise<void> {
    if (running === undefined) {
      running = reload().finally(() => (running = undefined));
      return running;
    }
    next ??= settled(running).then(() => {
      next = undefined;
      return refresh();
    });
    return next;
  }

  return refresh;
}

async function settled(task: Promise<void>): Promise<void> {
  await Promise.allSettled([task]);
}
