import type { Unit } from '../fields/quantity.ts';
import { fieldHeaders } from '../fields/headers.ts';
import { detailFields } from '../fields/sample-fields.ts';

export type DetailField = keyof typeof detailFields;
export const detailNames = Object.keys(detailFields) as readonly DetailField[];

/** What a column of a table can say of a photo or a sample. */
export const tableFields = ['file', 'sample', 'class', ...detailNames, 'umPerPixel'] as const;
export type TableField = (typeof tableFields)[number];

/** The column of each field, by its header; a field without one is not in the table. */
export type ColumnMap = Partial<Record<TableField, string>>;

/** What people call a column in English, German, French and Spanish, plain (see {@link plainHeader}); surer ones first. */
const synonyms: Readonly<Partial<Record<TableField, readonly string[]>>> = {
  file: [
    ...[
      'file',
      'file name',
      'filename',
      'file path',
      'filepath',
      'path',
      'photo file',
      'image file',
      'original name',
    ],
    ...['photo', 'photo name', 'image', 'image name', 'picture'],
    ...['datei', 'dateiname', 'dateipfad', 'pfad', 'bilddatei', 'foto', 'bild', 'bildname'],
    ...[
      'fichier',
      'nom du fichier',
      'nom de fichier',
      'chemin',
      'archivo',
      'nombre de archivo',
      'fichero',
      'ruta',
      'imagen',
    ],
  ],
  sample: [
    ...[
      'sample',
      'sample number',
      'sample no',
      'sample nr',
      'sample id',
      'sample name',
      'sample code',
      'sampleid',
    ],
    ...[
      'number',
      'jar',
      'jar number',
      'jar no',
      'jar id',
      'vial',
      'particle',
      'particle id',
      'particle number',
      'item',
    ],
    ...[
      'probe',
      'probennummer',
      'probennr',
      'proben nr',
      'probe nr',
      'probenname',
      'probenbezeichnung',
      'proben id',
    ],
    ...[
      'nummer',
      'glas',
      'partikel',
      'partikelnummer',
      'echantillon',
      'numero d echantillon',
      'no d echantillon',
    ],
    ...['muestra', 'numero de muestra', 'codigo de muestra', 'numero', 'no', 'nr', 'code', 'id'],
  ],
  class: [
    ...[
      'class',
      'class name',
      'category',
      'klasse',
      'kategorie',
      'classe',
      'categorie',
      'clase',
      'categoria',
    ],
    ...[
      'label',
      'etiquette',
      'etiqueta',
      'type',
      'typ',
      'tipo',
      'plastic',
      'plastik',
      'kunststoff',
      'plastique',
      'plastico',
    ],
  ],
  morphotype: ['morphology', 'morphotyp', 'form', 'forme', 'forma', 'gestalt'],
  colour: ['color', 'farbe', 'couleur'],
  transparency: ['transparenz', 'transparence', 'transparencia'],
  polymer: ['polymer type', 'polymertyp', 'polymere', 'polimero'],
  identification: ['identification method', 'identifizierung', 'methode d identification'],
  sizeUm: [
    ...[
      'length',
      'max length',
      'feret',
      'feret max',
      'max feret',
      'diameter',
      'grosse',
      'lange',
      'durchmesser',
    ],
    ...['taille', 'longueur', 'diametre', 'tamano', 'longitud', 'diametro'],
  ],
  massMg: ['weight', 'masse', 'gewicht', 'poids', 'masa', 'peso'],
  replicate: ['replica', 'replikat', 'replicat'],
  notes: [
    ...[
      'note',
      'remark',
      'remarks',
      'comment',
      'comments',
      'bemerkung',
      'bemerkungen',
      'anmerkung',
      'anmerkungen',
    ],
    ...['notiz', 'notizen', 'kommentar', 'remarque', 'remarques', 'commentaire', 'commentaires'],
    ...['nota', 'notas', 'observaciones', 'comentario', 'comentarios'],
  ],
  umPerPixel: [
    'um per pixel',
    'um per px',
    'um px',
    'um pixel',
    'pixel size',
    'scale',
    'massstab',
    'echelle',
    'escala',
  ],
};

const exportHeaders = new Map(fieldHeaders(detailFields));

/** All names of a field, plain and surest first: its key, its label, its column in an export, what people call it. */
function namesOf(field: TableField): string[] {
  const own = isDetail(field) ? [detailFields[field].label, exportHeaders.get(field) ?? ''] : [];
  // `label` alone is said of a class; the lab's own name has its whole label.
  const key = field === 'label' ? [] : [field, ...own.slice(1)];
  return [...key, ...own.slice(0, 1), ...(synonyms[field] ?? [])].map((name) => plainHeader(name).name);
}

function isDetail(field: TableField): field is DetailField {
  return Object.hasOwn(detailFields, field);
}

/** Units that stand in the header of a size or a mass. */
const unitEnd = /^(?<name>.*?)(?:[\s_]+|[\s_]*[([]\s*)(?<unit>µm|μm|um|mm|cm|mg|µg|μg|ug|kg|g|m)\s*[)\]]?$/iu;
const unitSigns: Readonly<Record<string, Unit>> = {
  µm: 'µm',
  μm: 'µm',
  um: 'µm',
  mm: 'mm',
  cm: 'cm',
  m: 'm',
  µg: 'µg',
  μg: 'µg',
  ug: 'µg',
  mg: 'mg',
  g: 'g',
  kg: 'kg',
};

/**
 * A header without what differs from hand to hand: capitals, accents, separators; and its unit where it has one.
 * `Größe (mm)` is `grosse` in mm.
 */
export function plainHeader(header: string): { name: string; unit: Unit | null } {
  const { name = header, unit = '' } = /[\s_([]/.test(header)
    ? (unitEnd.exec(header.trim())?.groups ?? {})
    : {};
  const plain = (name.trim() === '' ? header : name)
    .replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return { name: plain, unit: unitSigns[unit.toLowerCase()] ?? null };
}

/** The field that a person means by one of its names. */
export function fieldNamed(name: string): TableField | undefined {
  const { name: plain } = plainHeader(name);
  return tableFields.find((field) => namesOf(field).includes(plain));
}

/** Finds which column says what by the headers. No column is taken twice; what nothing is found for is left out. */
export function guessColumns(headers: readonly string[]): ColumnMap {
  const plain = headers.map((header) => ({ header, name: plainHeader(header).name }));
  const taken = new Set<string>();
  const columns: ColumnMap = {};
  for (const field of tableFields) {
    const found = namesOf(field)
      .map((name) => plain.find((one) => one.name === name && !taken.has(one.header)))
      .find((one) => one !== undefined);
    if (found === undefined) continue;
    columns[field] = found.header;
    taken.add(found.header);
  }
  return columns;
}

/**
 * The columns of a table: as a person chose them, else as they were remembered, else by the headers.
 *
 * @param chosen '' where a person wants a field to have no column.
 */
export function columnsOf(
  headers: readonly string[],
  chosen: Readonly<Partial<Record<TableField, string>>>,
): ColumnMap {
  const given = new Set(Object.values(chosen));
  const guessed = Object.entries(guessColumns(headers)).filter(
    ([field, header]) => !Object.hasOwn(chosen, field) && !given.has(header),
  );
  const wanted = Object.entries(chosen).filter(([, header]) => header !== '');
  return Object.fromEntries([...guessed, ...wanted]);
}

/** What is wrong with the columns that a person chose, if anything. */
export function columnsProblem(headers: readonly string[], columns: ColumnMap): string | undefined {
  const missing = Object.values(columns).find((header) => !headers.includes(header));
  if (missing !== undefined)
    return `The table has no column “${missing}”. It has: ${headers.map((header) => `“${header}”`).join(', ')}.`;
  if (columns.file === undefined && columns.sample === undefined)
    return 'No column of the table says which file or which sample a row is about. Say it: --column file=HEADER or --column sample=HEADER.';
  return undefined;
}
