/** Files that are asked about at once. */
interface Batch {
  readonly files: readonly string[];
  /** How many files, one after the other, show one thing each. */
  readonly angles: readonly number[];
  /** How many files are done with when this batch is. */
  readonly done: number;
}

/** Parts files into batches of about so many, without parting what shows one thing. */
export function* batchesOf(
  files: readonly string[],
  angles: readonly number[],
  size: number,
): Generator<Batch> {
  let start = 0;
  let of: number[] = [];
  let held = 0;
  for (const [index, count] of angles.entries()) {
    of.push(count);
    held += count;
    if (held < size && index < angles.length - 1) continue;
    const done = start + held;
    yield { files: files.slice(start, done), angles: of, done };
    start = done;
    of = [];
    held = 0;
  }
}
