/**
 * Runs `work` on several items at once and yields the results in the items' order. At most `concurrency` results are
 * under way or waiting, so memory stays flat however long the list.
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  concurrency: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<[T, R]> {
  const underWay: { item: T; result: Promise<R> }[] = [];
  const start = (item: T): void => {
    const result = work(item);
    // A rejection is met when its turn comes; until then it must not count as unhandled.
    result.catch(() => undefined);
    underWay.push({ item, result });
  };
  const source = items[Symbol.iterator]();
  let next = source.next();
  try {
    while (next.done !== true || underWay.length > 0) {
      for (; underWay.length < concurrency && next.done !== true; next = source.next()) start(next.value);
      const head = underWay.shift();
      if (head !== undefined) yield [head.item, await head.result];
    }
  } finally {
    // Whoever stops early (an error, a cancel) must not leave writes going on behind the caller's back.
    await Promise.allSettled(underWay.map(({ result }) => result));
  }
}
