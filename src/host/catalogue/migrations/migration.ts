/** One step of the schema, forward only. Versions go in steps of ten, so that a hot-fix has room between two. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}
