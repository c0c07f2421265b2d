const works = new Set<() => void>();
let isHeard = false;

/**
 * Has something done when the process ends by itself, through `process.exit` or an error that nobody caught: what is done then
 * cannot wait for anything, and nobody is left to hear that it failed. A kill does nothing of it.
 *
 * @returns what takes it back.
 */
export function atExit(work: () => void): () => void {
  // One listener for all: Node warns of many.
  if (!isHeard) process.once('exit', doAll);
  isHeard = true;
  works.add(work);
  return () => void works.delete(work);
}

function doAll(): void {
  for (const work of works) {
    try {
      work();
    } catch {
      // As good as killed.
    }
  }
}
