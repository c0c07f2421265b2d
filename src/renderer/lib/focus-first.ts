/** Takes the focus when a dialog opens, in place of the dialog's first button, which closes it. */
export function focusFirst(element: HTMLElement): void {
  // The dialog opens after what is in it, and gives the focus away then.
  queueMicrotask(() => element.focus());
}
