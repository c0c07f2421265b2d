import { dateTimeText, fixedText } from '#shared/written.ts';
import sharp from 'sharp';
import { type CameraSettings, controlNames, controlWords } from '#shared/camera/camera.ts';
import { driftSentence } from '#shared/camera/drift.ts';
import { intervalText, percentText, shareOf } from '#shared/learning/figures/figure-text.ts';
import { verdictWord } from '#shared/learning/prediction/verdict.ts';
import {
  type KeptRow,
  type SessionReport,
  type StageKind,
  countsOf,
  differs,
} from '#shared/domain/session.ts';
import { type Lab, labName } from '#host/catalogue/lab.ts';
import { stageOf } from '#host/catalogue/queries/sessions.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { type Child, Page, type PageNode } from './page.ts';
import { dataUrl, thumbnail } from './parts.ts';

const stageWords: Readonly<Record<StageKind, string>> = {
  empty: 'the empty stage',
  ruler: 'a ruler',
  reference: 'a reference fragment',
};
const occupied = 'said to be empty, but something is seen on it';

/** Thumbnails that are read at once. */
const concurrency = 8;
const stageWidth = 480;
const leftOpen = 'left open';

/**
 * A session as one page, to keep, mail or print: its result, the camera, what drifted, every fragment.
 *
 * @param at when the report is made, ISO.
 */
export async function sessionPage(lab: Lab, report: SessionReport, at: string): Promise<string> {
  const { session, rows, warnings } = report;
  const title = `Session ${session.id}, ${dateTimeText(session.startedAt)}`;
  const page = new Page(`${title} – ${labName(lab)}`);
  const ended = session.endedAt === null ? 'now (not ended)' : dateTimeText(session.endedAt);
  page.add(
    page.el('h1', {}, title),
    page.p(
      `${session.person}, in the lab “${labName(lab)}”, from ${dateTimeText(session.startedAt)} to ${ended}`,
      'quiet',
    ),
  );
  page.section('Result', ...result(page, report));
  const stage = stageOf(lab.db, session.id);
  const picture = stage && (await sharp(stage).resize({ width: stageWidth }).webp().toBuffer());
  page.section(
    'Camera',
    camera(page, session.camera),
    ...(session.stage === null || picture === undefined
      ? []
      : [stageFigure(page, report.stageOccupied ? occupied : stageWords[session.stage.kind], picture)]),
  );
  page.section(
    'Drift from the training photos',
    ...(warnings.length === 0
      ? [page.p('None was noticed.', 'quiet')]
      : warnings.map((drift) => page.p(`${dateTimeText(drift.at)}: ${driftSentence(drift)}`, 'warning'))),
  );
  page.section(
    'Fragments',
    rows.length === 0
      ? page.p('None was kept.', 'quiet')
      : fragmentTable(page, rows, await thumbnails(lab, rows)),
  );
  return page.html(at);
}

function result(
  page: Page,
  { rows, agreement: { agreed, compared, ci95, table } }: SessionReport,
): PageNode[] {
  const share =
    ci95 === null
      ? page.p("No fragment has both a sure verdict and a person's class: nothing to compare.", 'quiet')
      : page.el(
          'div',
          {},
          page.el('strong', {}, shareOf(agreed / compared, compared)),
          page.p(
            `agreement of model and person (${intervalText(ci95)} %, exact 95 % interval; ${agreed} of ${compared} fragments with a sure verdict and a person's class)`,
            'quiet',
          ),
        );
  const counts = (of: string, names: readonly string[]): PageNode =>
    page.table(
      [of, 'Fragments'],
      countsOf(names).map(({ name, count }) => [name, count]),
    );
  const model = rows.map(verdictWord);
  const person = rows.map(({ human }) => human ?? leftOpen);
  const both = table.map((cell) => [
    cell.human ?? leftOpen,
    said(page, cell.verdict, cell.differs),
    cell.fragments,
  ]);
  return [
    page.el(
      'div',
      { class: 'headline' },
      page.el(
        'div',
        {},
        page.el('strong', {}, String(rows.length)),
        page.p(rows.length === 1 ? 'fragment kept' : 'fragments kept', 'quiet'),
      ),
      share,
    ),
    page.el(
      'div',
      { class: 'beside' },
      counts('Model', model),
      counts('Person', person),
      ...(table.length === 0 ? [] : [page.table(['Person', 'Model', 'Fragments'], both)]),
    ),
  ];
}

/** What the model says; bold where a person says something else. */
function said(page: Page, verdict: string, isOther: boolean): Child {
  return isOther ? page.el('strong', {}, `${verdict} (differs)`) : verdict;
}

function camera(page: Page, settings: CameraSettings | null): PageNode {
  if (settings === null) return page.p("The camera's settings are not known.", 'quiet');
  const picture = [
    `${settings.width} x ${settings.height} px`,
    ...(settings.frameRate === null ? [] : [`${fixedText(settings.frameRate, 0)} frames/s`]),
    ...(settings.mirrored ? ['mirrored'] : []),
    ...(settings.turned === 0 ? [] : [`turned by ${settings.turned}°`]),
  ];
  return page.facts([
    ['Device', settings.device],
    ['Picture', picture.join(', ')],
    ...controlNames.map((name) => {
      const setting = settings.controls[name] ?? null;
      const text =
        setting === null
          ? 'not offered'
          : [setting.value ?? '', setting.mode === null ? '' : `(${setting.mode})`].join(' ');
      return [controlWords[name], text] as const;
    }),
  ]);
}

function stageFigure(page: Page, caption: string, picture: Uint8Array): PageNode {
  return page.el(
    'figure',
    { class: 'stage' },
    page.el('img', { src: dataUrl('image/webp', picture), alt: 'The stage at the start' }),
    page.el('figcaption', {}, `The stage at the start: ${caption}`),
  );
}

function fragmentTable(page: Page, rows: readonly KeptRow[], thumbs: ReadonlyMap<string, string>): PageNode {
  return page.table(
    ['Sample', 'Survey', 'Model says', 'Confidence', 'Person says', 'Photos'],
    rows.map((row) => {
      const pictures = row.photos.flatMap((hash, angle) => {
        const src = thumbs.get(hash);
        return src === undefined ? [] : [page.el('img', { src, alt: `${row.number}, angle ${angle + 1}` })];
      });
      const verdict = row.outcome === 'class' ? row.class : `${verdictWord(row)} (likeliest ${row.class})`;
      return [
        row.number,
        row.survey,
        said(page, verdict, differs(row)),
        { figure: row.outcome === 'unlike' ? '' : `${percentText(row.confidence)} %` },
        row.human ?? leftOpen,
        page.el('div', { class: 'thumbs' }, ...pictures),
      ];
    }),
    { class: 'fragments' },
  );
}

/** Thumbnails as data: URLs, by hash; a photo whose file is gone has none. */
async function thumbnails(lab: Lab, rows: readonly KeptRow[]): Promise<Map<string, string>> {
  const hashes = [...new Set(rows.flatMap(({ photos }) => photos))];
  const made = new Map<string, string>();
  for await (const [hash, url] of inOrder(hashes, concurrency, (one) => thumbnail(lab, one)))
    if (url !== undefined) made.set(hash, url);
  return made;
}
