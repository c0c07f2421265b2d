import { paperInk as ink } from '#shared/plots/ink.ts';

/** Between the rows of a table. */
const hairline = '#d2dada';

/** The report's one style sheet, for the screen and for A4. */
export const style = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body {
  max-width: 840px; margin: 0 auto; padding: 32px 24px 64px; background: #fff; color: ${ink.text};
  font: 13px/19px system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
  font-variant-numeric: tabular-nums;
}
h1 { margin: 0; font-size: 22px; line-height: 28px; }
h1.sentence { font-size: 17px; line-height: 24px; }
h2 { margin: 0 0 8px; font-size: 15px; }
h3 { margin: 16px 0 6px; font-size: 13px; }
p { margin: 0 0 8px; }
section { margin-top: 28px; }
.quiet, figcaption, dt, thead th, footer { color: ${ink.quiet}; font-size: 11px; line-height: 16px; font-weight: 400; }
.headline { display: flex; flex-wrap: wrap; gap: 8px 40px; }
.headline strong { display: block; font-size: 22px; line-height: 30px; }
.headline p { max-width: 60ch; }
.headline div:nth-child(n + 2) strong { font-size: 16px; }
.answer { margin: 16px 0 0; font-size: 17px; line-height: 24px; }
.warning { padding: 6px 10px; border-left: 3px solid #7a4f00; background: #fdf0d2; color: #7a4f00; }
table { border-collapse: collapse; }
table + table { margin-top: 16px; }
th, td { padding: 4px 14px 4px 0; border-bottom: 1px solid ${hairline}; text-align: left; vertical-align: top; }
tbody th { font-weight: 400; }
td { white-space: nowrap; }
.number { text-align: right; }
.matrix td { min-width: 56px; padding-right: 8px; border: 1px solid ${hairline}; text-align: right; }
.matrix .right { font-weight: 600; }
.matrix tbody th, .matrix thead th { border-color: transparent; }
.matrix thead th { text-align: right; padding-right: 8px; }
.thumbs { display: flex; flex-wrap: wrap; gap: 4px; }
.thumbs img { height: 40px; border-radius: 4px; }
.fragments { width: 100%; }
.fragments th, .fragments .number { white-space: nowrap; }
.fragments td { white-space: normal; }
.fragments td:last-child { width: 45%; padding-right: 0; }
.beside { display: flex; flex-wrap: wrap; gap: 16px 48px; align-items: flex-start; margin-top: 12px; }
ul { margin: 0; padding-left: 18px; }
.guideline td { white-space: normal; }
.stage { margin-top: 16px; }
.stage img { display: block; max-width: 240px; border-radius: 4px; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 8px 16px; margin: 0; }
dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 0; }
figure svg { display: block; max-width: 100%; height: auto; overflow: visible; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(290px, 1fr)); gap: 16px 24px; }
.photos { display: grid; grid-template-columns: repeat(auto-fill, minmax(140px, 1fr)); gap: 12px; margin: 0; padding: 0; list-style: none; }
.photos img { display: block; width: 100%; aspect-ratio: 4 / 3; object-fit: contain; background: #e9eeee; border-radius: 4px; }
.photos span { display: block; }
footer { margin-top: 40px; padding-top: 8px; border-top: 1px solid ${hairline}; }
@media print {
  body { max-width: none; margin: 0; padding: 0; font-size: 9.5pt; line-height: 13pt; }
  h2, h3, figcaption { break-after: avoid; }
  tr, figure, .photos li, dl div, .headline, .matrix { break-inside: avoid; }
  thead { display: table-header-group; }
}
`;
