import { dateTimeText, numberText } from '#shared/written.ts';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { paperInk } from '#shared/plots/ink.ts';
import type { PlotDescription } from '#shared/plots/plot.ts';
import { documentPolicy } from '#shared/content-policy.ts';
import { softwareVersion } from '#shared/version.ts';
import { style } from './style.ts';

/** A node of a page that is being made; linkedom's, whatever a browser would call it. */
export interface PageNode {
  append(...children: readonly (PageNode | string)[]): void;
  setAttribute(name: string, value: string): void;
}

interface PageDocument {
  readonly head: PageNode;
  readonly body: PageNode;
  createElement(tag: string): PageNode;
  toString(): string;
}

export type Child = PageNode | string;

/** What a table's cell holds: a number or a figure (a number as text, with its unit) stands at the right. */
export type Cell = Child | number | { readonly figure: string };

/**
 * A page that holds all it needs: styles inline, pictures as data: URLs, no scripts. It is built as a tree, never as text, so
 * that whatever a lab calls its classes and samples is text in it and nothing else.
 */
export class Page {
  readonly #document: PageDocument;

  constructor(title: string) {
    const parsed: unknown = parseHTML('<!doctype html><html lang="en"><head></head><body></body></html>');
    this.#document = (parsed as { document: PageDocument }).document;
    this.#document.head.append(
      this.el('meta', { charset: 'utf-8' }),
      // Before all that it governs.
      this.el('meta', { 'http-equiv': 'Content-Security-Policy', content: documentPolicy }),
      this.el('meta', { name: 'viewport', content: 'width=device-width' }),
      // The one text that linkedom writes unescaped.
      this.el('title', {}, title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')),
      this.el('style', {}, style),
    );
  }

  /** An element with text and elements in it. */
  el(
    tag: string,
    attributes: Readonly<Record<string, string>> = {},
    ...children: readonly Child[]
  ): PageNode {
    const element = this.#document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /** A paragraph; a quiet one explains, a warning stands out. */
  p(text: string, kind?: 'quiet' | 'warning' | 'answer'): PageNode {
    return this.el('p', kind === undefined ? {} : { class: kind }, text);
  }

  add(...children: readonly Child[]): void {
    this.#document.body.append(...children);
  }

  /** A part of the page with its heading. */
  section(heading: string, ...children: readonly Child[]): void {
    this.add(this.el('section', {}, this.el('h2', {}, heading), ...children));
  }

  /** A plot with its title and what it says in words; the title alone where there is nothing to draw. */
  figure(
    title: string,
    label: string,
    plot: PlotDescription,
    size: { width: number; height: number },
  ): PageNode {
    const caption = this.el('figcaption', {}, title);
    const options = plot.options({ ...size, fontSize: 11, ink: paperInk });
    if (options === undefined) return this.el('figure', {}, caption);
    const drawn: unknown = Plot.plot({ ...options, document: this.#document as never });
    const picture = drawn as PageNode;
    // The label says it in words; the marks' own labels are Plot's, not words for a person.
    picture.setAttribute('aria-hidden', 'true');
    return this.el('figure', {}, caption, this.el('div', { role: 'img', 'aria-label': label }, picture));
  }

  /** A table; the first cell of a row is its heading. Numbers stand at the right, and so do their columns' names. */
  table(
    columns: readonly string[],
    rows: readonly (readonly Cell[])[],
    attributes: Readonly<Record<string, string>> = {},
  ): PageNode {
    const cell = (value: Cell, index: number): PageNode =>
      index === 0
        ? this.el('th', { scope: 'row' }, written(value))
        : this.el('td', isFigure(value) ? { class: 'number' } : {}, written(value));
    const head = (name: string, index: number): PageNode => {
      const isNumeric = index > 0 && isFigure(rows[0]?.[index]);
      return this.el('th', { scope: 'col', ...(isNumeric && { class: 'number' }) }, name);
    };
    return this.el(
      'table',
      attributes,
      this.el('thead', {}, this.el('tr', {}, ...columns.map(head))),
      this.el('tbody', {}, ...rows.map((row) => this.el('tr', {}, ...row.map(cell)))),
    );
  }

  /** Names and values. */
  facts(entries: readonly (readonly [name: string, value: string])[]): PageNode {
    return this.el(
      'dl',
      {},
      ...entries.map(([name, value]) =>
        this.el('div', {}, this.el('dt', {}, name), this.el('dd', {}, value)),
      ),
    );
  }

  /** The whole page as text, with who made it and when at its foot. @param at ISO. */
  html(at: string): string {
    this.add(this.el('footer', {}, `Made by Strandline ${softwareVersion}, ${dateTimeText(at)}.`));
    return this.#document.toString();
  }
}

function isFigure(value: Cell | undefined): value is number | { readonly figure: string } {
  return typeof value === 'number' || (typeof value === 'object' && 'figure' in value);
}

function written(value: Cell): Child {
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'object' && 'figure' in value ? value.figure : value;
}
