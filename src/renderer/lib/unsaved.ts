/** What is said beside a field whose text is not saved, and what can be done about it. */
export interface Unsaved {
  readonly says: string;
  /** Where somebody has written something else meanwhile: both ways on. */
  readonly choices: readonly { readonly label: string; readonly run: () => void }[];
}
