import { softwareVersion } from '#shared/version.ts';
import type { Page } from './page.ts';

// Swedish writes local dates and times the ISO way.
const minute = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' });

/** Local date and time, `2026-08-02 14:05`. @param iso a time as the lab stores it. */
export function dayAndTime(iso: string): string {
  return minute.format(new Date(iso));
}

/** Who made the page, and when. @param at ISO. */
export function addFooter(page: Page, at: string): void {
  page.add(page.el('footer', {}, `Made by Strandline ${softwareVersion}, ${dayAndTime(at)}.`));
}

/** A picture that a page holds itself. */
export function dataUrl(mime: string, bytes: Uint8Array): string {
  return `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`;
}
