/** A piece of XML, escaped already. */
export interface Xml {
  readonly xml: string;
}

/** Characters that XML 1.0 has no place for, not even escaped. */
const impossible = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * An element; children that are null or empty are left out.
 *
 * @param attributes in order. @param children text, or elements.
 */
export function element(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Xml | string | null)[]
): Xml {
  const named = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const inner = children
    .filter((child) => child !== null)
    .map((child) => (typeof child === 'string' ? escaped(child) : child.xml));
  const lines = inner.length > 0 && children.some((child) => typeof child === 'object' && child !== null);
  const content = lines ? `\n${inner.join('\n')}\n` : inner.join('');
  return {
    xml: content === '' ? `<${tag}${named.join('')}/>` : `<${tag}${named.join('')}>${content}</${tag}>`,
  };
}

export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.xml}\n`;
}

function escaped(text: string): string {
  return text.replaceAll(impossible, '').replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
