import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import encodeQR from 'qr';
import type { SampleId } from '#shared/domain/ids.ts';
import { labelText } from '#shared/domain/label.ts';
import { explained } from '#host/lib/explained.ts';
import type { Lab } from '../lab.ts';
import { type ExportedSample, readContents } from './lab-contents.ts';

const mm = 72 / 25.4;
/** A4, 4 by 10 labels of 48.5 x 25.4 mm: the commonest sheet (Avery L4736 and its like). */
const sheet = { columns: 4, rows: 10, width: 48.5 * mm, height: 25.4 * mm, left: 8 * mm, top: 21.5 * mm };
const qrSide = 18 * mm;
const inset = 3 * mm;

/**
 * Writes labels to print: the code, the number, the lab's own name where it has one, the survey. Replaces a sheet that is there.
 *
 * @throws StrandlineError `disk-full`, `no-permission`.
 */
export async function writeLabelSheet(
  lab: Lab,
  directory: string,
  samples: readonly SampleId[],
): Promise<{ file: string; labels: number }> {
  const labelled = samples.length === 0 ? [] : readContents(lab.db, { samples: [...samples] }).samples;
  const file = join(directory, 'labels.pdf');
  try {
    await mkdir(directory, { recursive: true });
    const pdf = new PDFDocument({ size: 'A4', margin: 0, autoFirstPage: false });
    const written = pipeline(pdf, createWriteStream(file));
    labelled.forEach((sample, index) => drawLabel(pdf, sample, index));
    if (labelled.length === 0) pdf.addPage();
    pdf.end();
    await written;
  } catch (error) {
    throw explained(error, file);
  }
  return { file, labels: labelled.length };
}

function drawLabel(pdf: PDFKit.PDFDocument, sample: ExportedSample, index: number): void {
  const onPage = index % (sheet.columns * sheet.rows);
  if (onPage === 0) pdf.addPage();
  const x = sheet.left + (onPage % sheet.columns) * sheet.width;
  const y = sheet.top + Math.floor(onPage / sheet.columns) * sheet.height;
  drawCode(pdf, labelText(sample), x + inset, y + (sheet.height - qrSide) / 2);
  const text = { x: x + inset * 2 + qrSide, width: sheet.width - qrSide - inset * 3 };
  pdf.font('Helvetica-Bold').fontSize(11);
  const line = (words: string, top: number, height: number): void => {
    pdf.text(words, text.x, y + top * mm, { width: text.width, height: height * mm, ellipsis: true });
  };
  const { label } = sample.details;
  line(sample.number, label === null ? 6 : 4, label === null ? 8 : 4);
  if (label !== null) {
    pdf.fontSize(8);
    line(label, 9, 4);
  }
  pdf.font('Helvetica').fontSize(6);
  line(sample.surveyName, 13, 8);
}

/** The least white border that the library makes; the label's own white is the quiet zone. */
const border = 1;

/** Draws the dark modules as squares. */
function drawCode(pdf: PDFKit.PDFDocument, text: string, x: number, y: number): void {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border });
  const side = qrSide / (modules.length - 2 * border);
  modules.forEach((row, line) =>
    row.forEach((isDark, column) => {
      if (isDark) pdf.rect(x + (column - border) * side, y + (line - border) * side, side, side);
    }),
  );
  pdf.fill('black');
}
