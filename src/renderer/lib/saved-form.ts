import type { Attachment } from 'svelte/attachments';
import { on } from 'svelte/events';

interface SavedForm {
  /** Keeps what is written, or marks what is wrong with it. */
  readonly save: () => Promise<unknown>;
  readonly cancel: () => void;
  /** The form goes away and something else must have the keys. */
  readonly onclosed: () => void;
}

/** Makes a form one that is filled in and then saved: Ctrl+Enter saves and Escape leaves from anywhere within. */
export function savedForm({ save, cancel, onclosed }: SavedForm): Attachment<HTMLFormElement> {
  return (form) => {
    // A form that appears is there to be written in.
    form.querySelector('input')?.focus();
    on(form, 'submit', (event) => {
      event.preventDefault();
      void save().then(() => form.querySelector<HTMLElement>('[aria-invalid]')?.focus());
    });
    on(form, 'keydown', (event) => {
      if (event.key === 'Escape') cancel();
      else if (event.key === 'Enter' && event.ctrlKey) form.requestSubmit();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    return () => queueMicrotask(onclosed);
  };
}
