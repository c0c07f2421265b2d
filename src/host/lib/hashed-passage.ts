import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';

interface HashedPassage {
  readonly through: Transform;
  /** SHA-256 of all that went through, hex; asked for once, at the end. */
  digest(): string;
}

/** Passes bytes on as they are, and reckons their SHA-256 on the way. @param onBytes is told how many go through. */
export function hashedPassage(onBytes?: (count: number) => void): HashedPassage {
  const hash = createHash('sha256');
  const through = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk);
      onBytes?.(chunk.length);
      next(null, chunk);
    },
  });
  return { through, digest: () => hash.digest('hex') };
}
