/** A piece of HTML: what was put into it is escaped already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | readonly Html[] | string | number;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML of a template: every value that is not HTML itself is escaped, for text and for quoted attributes. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, index) => part + written(values[index] ?? '')).join(''));
}

function written(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return String(value).replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');
}

/** A whole page without scripts, which needs nothing from elsewhere. @param style CSS of our own, never input. */
export function page(title: string, style: string, body: Html): string {
  const head = html`<meta charset="utf-8" /><title>${title}</title>`;
  return `<!doctype html>\n<html lang="en"><head>${head.text}<style>${style}</style></head><body>${body.text}</body></html>\n`;
}
