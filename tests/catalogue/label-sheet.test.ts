import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import jsQR from 'jsqr';
import encodeQR from 'qr';
import { describe, expect, test } from 'vitest';
import { writeLabelSheet } from '#host/catalogue/export/label-sheet.ts';
import { listGrid } from '#host/catalogue/queries/samples/grid.ts';
import { gridQuerySchema } from '#shared/domain/grid.ts';
import { labelText } from '#shared/domain/label.ts';
import { samplesIn } from '../support/catalogue.ts';
import { labToExport } from '../support/exports.ts';
import { temporaryFolder } from '../support/labs.ts';

describe('labels', () => {
  test('a sheet has a page for every forty', async () => {
    const lab = await labToExport();
    const directory = temporaryFolder();
    const ids = samplesIn(lab).map(({ id }) => id);
    const { file, labels } = await writeLabelSheet(lab, directory, ids);
    expect(labels).toBe(3);
    const pdf = readFileSync(file, 'latin1');
    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
  });

  test('the lab’s own name stands on the label of the sample that has one', async () => {
    const lab = await labToExport();
    const { file } = await writeLabelSheet(
      lab,
      temporaryFolder(),
      samplesIn(lab).map(({ id }) => id),
    );
    const lines = printedLines(readFileSync(file));
    expect(lines.filter((line) => line === 'JAR-017')).toHaveLength(1);
    expect(lines.filter((line) => line === 'North Bay, spring')).toHaveLength(3);
  });

  test('a scanner reads the code, and the search finds that sample alone', async () => {
    const lab = await labToExport();
    const [sample] = samplesIn(lab);
    const said = scan(labelText({ surveyName: 'North Bay, spring', number: sample?.number ?? '' }));
    const found = listGrid(lab.db, gridQuerySchema.parse({ filter: { text: said } }));
    expect([...found]).toEqual([sample?.id]);
  });
});

/** The lines of text on the pages of a PDF, as its content streams have them: hex strings between kerning numbers. */
function printedLines(pdf: Buffer): string[] {
  const streams = [...pdf.toString('latin1').matchAll(/stream\n([\s\S]*?)\nendstream/g)];
  const pages = streams.map(([, bytes = '']) => inflateSync(Buffer.from(bytes, 'latin1')).toString('latin1'));
  return [...pages.join('\n').matchAll(/\[(.*?)\] TJ/g)].map(([, line = '']) =>
    [...line.matchAll(/<([0-9a-f]*)>/g)]
      .map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1'))
      .join(''),
  );
}

/** The package is CommonJS: Node hands its whole exports over as the default, its types do not say so. */
const readCode = 'default' in jsQR ? (jsQR.default as typeof jsQR) : jsQR;

/** Draws the code as pixels and reads it with another program than the one that made it. */
function scan(text: string): string {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const scale = 4;
  const side = modules.length * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const dark = modules[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true;
      if (dark) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  return readCode(pixels, side, side)?.data ?? '';
}
