import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { type CameraSettings, controlNames } from '#shared/camera/camera.ts';
import { driftSentence } from '#shared/camera/drift.ts';
import { percentText } from '#shared/learning/figure-text.ts';
import { isDecided } from '#shared/learning/verdict.ts';
import { type KeptRow, type SessionReport, type StageKind, countsOf, differs } from '#shared/session.ts';
import type { Lab } from '../catalogue/lab.ts';
import { stageOf } from '../catalogue/queries/sessions.ts';
import { renditionFile } from '../catalogue/renditions.ts';
import { type Html, html, page } from '../documents/html.ts';
import { inOrder } from '../in-order.ts';

const style = `
  @page { size: A4; margin: 16mm; }
  body { max-width: 960px; margin: 24px auto; padding: 0 16px; color: #15201f; background: #fff;
    font: 14px/20px system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
    font-variant-numeric: tabular-nums; }
  h1 { font-size: 24px; line-height: 30px; margin: 0 0 4px; }
  h2 { font-size: 18px; line-height: 24px; margin: 28px 0 8px; }
  p { margin: 4px 0; }
  .quiet { color: #4b5a5b; }
  .figure { font-size: 24px; line-height: 30px; font-weight: 600; }
  .beside { display: flex; flex-wrap: wrap; gap: 16px 48px; }
  table { border-collapse: collapse; }
  th, td { padding: 4px 16px 4px 0; text-align: left; vertical-align: top; border-bottom: 1px solid #d2dada; }
  th { font-weight: 600; }
  .number { text-align: right; }
  .amber { padding: 8px 12px; margin: 4px 0; border-left: 4px solid #b47a00; background: #fdf0d2; }
  .differs { font-weight: 600; }
  td img { height: 56px; margin: 0 4px 4px 0; border-radius: 4px; vertical-align: top; }
  tr { break-inside: avoid; }
  thead { display: table-header-group; }
  .stage { max-width: 240px; border-radius: 6px; }
`;

const stageWords: Readonly<Record<StageKind, string>> = {
  empty: 'the empty stage',
  ruler: 'a ruler',
  reference: 'a reference fragment',
};

const controlWords: Readonly<Record<(typeof controlNames)[number], string>> = {
  exposure: 'Exposure',
  whiteBalance: 'White balance',
  focus: 'Focus',
  gain: 'Gain',
  brightness: 'Brightness',
  contrast: 'Contrast',
  saturation: 'Saturation',
  sharpness: 'Sharpness',
};

/** Thumbnails that are read at once. */
const concurrency = 8;
const stageWidth = 480;

/** A session's report as one page that holds all it needs, to keep, mail or print. Nothing in it is run. */
export async function sessionPage(lab: Lab, labName: string, report: SessionReport): Promise<string> {
  const { session, rows, warnings } = report;
  const title = `Session ${session.id}, ${minuteOf(session.startedAt)}`;
  const thumbs = await thumbnails(lab, rows);
  const stage = stageOf(lab.db, session.id);
  const stagePicture =
    stage && dataUrl('image/webp', await sharp(stage).resize({ width: stageWidth }).webp().toBuffer());
  const body = html`
    <h1>${title}</h1>
    <p class="quiet">
      ${labName} · ${session.person} · ${minuteOf(session.startedAt)} to
      ${session.endedAt === null ? 'now (not ended)' : minuteOf(session.endedAt)} (UTC)
    </p>
    <h2>Result</h2>
    ${summary(report)}
    <h2>Camera</h2>
    <div class="beside">${cameraTable(session.camera)}${stageFigure(session.stage?.kind, stagePicture)}</div>
    <h2>Drift from the training photos</h2>
    ${
      warnings.length === 0
        ? html`<p class="quiet">None was noticed.</p>`
        : warnings.map((drift) => html`<p class="amber">${minuteOf(drift.at)}: ${driftSentence(drift)}</p>`)
    }
    <h2>Fragments</h2>
    ${rows.length === 0 ? html`<p class="quiet">None was kept.</p>` : fragmentTable(rows, thumbs)}
  `;
  return page(`${title} – ${labName}`, style, body);
}

function summary({ rows, agreement: { agreed, compared, ci95, table } }: SessionReport): Html {
  const share =
    ci95 === null
      ? html`<p class="quiet">
          No fragment has both a sure verdict and a person's class: nothing to compare.
        </p>`
      : html`<p class="figure">${percentText(agreed / compared)} %</p>
          <p>
            agreement of model and person (${percentText(ci95[0])}–${percentText(ci95[1])} %, 95 % Wilson
            interval; ${agreed} of ${compared} fragments with a sure verdict and a person's class)
          </p>`;
  const verdicts = countsOf(rows.map(({ verdict }) => verdict));
  const humans = countsOf(rows.map(({ human }) => human ?? 'left open'));
  return html`<div class="beside">
      <div>
        <p class="figure">${rows.length}</p>
        <p>${rows.length === 1 ? 'fragment' : 'fragments'} kept</p>
      </div>
      <div>${share}</div>
    </div>
    <div class="beside">
      ${countTable('Model', verdicts)}${countTable('Person', humans)}
      ${
        table.length === 0
          ? ''
          : html`<table>
              <thead>
                <tr>
                  <th>Person</th>
                  <th>Model</th>
                  <th class="number">Fragments</th>
                </tr>
              </thead>
              <tbody>
                ${table.map(
                  (cell) =>
                    html`<tr class="${cell.differs ? 'differs' : ''}">
                      <td>${cell.human ?? 'left open'}</td>
                      <td>${cell.verdict}${cell.differs ? ' (differs)' : ''}</td>
                      <td class="number">${cell.fragments}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </div>`;
}

function countTable(head: string, counts: readonly { name: string; count: number }[]): Html {
  return html`<table>
    <thead>
      <tr>
        <th>${head}</th>
        <th class="number">Fragments</th>
      </tr>
    </thead>
    <tbody>
      ${counts.map(
        ({ name, count }) =>
          html`<tr>
            <td>${name}</td>
            <td class="number">${count}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function cameraTable(camera: CameraSettings | null): Html {
  if (camera === null) return html`<p class="quiet">The camera's settings are not known.</p>`;
  const picture = [
    `${camera.width} x ${camera.height} px`,
    ...(camera.frameRate === null ? [] : [`${camera.frameRate.toFixed(0)} frames/s`]),
    ...(camera.mirrored ? ['mirrored'] : []),
    ...(camera.turned === 0 ? [] : [`turned by ${camera.turned}°`]),
  ];
  return html`<table>
    <tbody>
      <tr>
        <th>Device</th>
        <td>${camera.device}</td>
      </tr>
      <tr>
        <th>Picture</th>
        <td>${picture.join(', ')}</td>
      </tr>
      ${controlNames.map((name) => {
        const setting = camera.controls[name] ?? null;
        const text =
          setting === null
            ? 'not offered'
            : [setting.value ?? '', setting.mode === null ? '' : `(${setting.mode})`].join(' ');
        return html`<tr>
          <th>${controlWords[name]}</th>
          <td>${text}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function stageFigure(kind: StageKind | undefined, picture: string | undefined): Html {
  if (kind === undefined || picture === undefined) return html``;
  return html`<div>
    <img class="stage" src="${picture}" alt="The stage at the start" />
    <p class="quiet">The stage at the start: ${stageWords[kind]}</p>
  </div>`;
}

function fragmentTable(rows: readonly KeptRow[], thumbs: ReadonlyMap<string, string>): Html {
  return html`<table>
    <thead>
      <tr>
        <th>Sample</th>
        <th>Survey</th>
        <th>Model says</th>
        <th class="number">Confidence</th>
        <th>Person says</th>
        <th>Photos</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => {
        const pictures = row.photos.flatMap((hash, angle) => {
          const source = thumbs.get(hash);
          return source === undefined
            ? []
            : [html`<img src="${source}" alt="${row.number}, angle ${angle + 1}" />`];
        });
        const said = isDecided(row) ? row.verdict : `${row.verdict} (likeliest ${row.class})`;
        return html`<tr class="${differs(row) ? 'differs' : ''}">
          <td>${row.number}</td>
          <td>${row.survey}</td>
          <td>${said}${differs(row) ? ' (differs)' : ''}</td>
          <td class="number">${percentText(row.confidence)} %</td>
          <td>${row.human ?? 'left open'}</td>
          <td>${pictures}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

/** Thumbnails as data: URLs, by hash; a photo whose file is gone has none. */
async function thumbnails(lab: Lab, rows: readonly KeptRow[]): Promise<Map<string, string>> {
  const hashes = [...new Set(rows.flatMap(({ photos }) => photos))];
  const read = async (hash: string): Promise<string | undefined> => {
    try {
      const file = await renditionFile(lab, hash, 'thumb');
      return file === null ? undefined : dataUrl(file.mime, await readFile(file.path));
    } catch {
      return undefined;
    }
  };
  const made = new Map<string, string>();
  for await (const [hash, url] of inOrder(hashes, concurrency, read))
    if (url !== undefined) made.set(hash, url);
  return made;
}

function dataUrl(mime: string, bytes: Uint8Array): string {
  return `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`;
}

/** `2026-08-02 14:05`. @param iso UTC. */
function minuteOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
