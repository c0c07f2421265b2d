import type { FieldSpecs } from '#shared/fields/field.ts';
import { fieldHeaders } from '#shared/fields/headers.ts';
import { sampleFields } from '#shared/fields/sample-fields.ts';
import { siteFields } from '#shared/fields/site-fields.ts';
import { surveyFields } from '#shared/fields/survey-fields.ts';

/** What can be edited, by table and field, with the field's column. */
const columns = {
  sites: { ...fieldColumns(siteFields), deletedAt: 'deleted_at' },
  surveys: { ...fieldColumns(surveyFields), site: 'site_id', deletedAt: 'deleted_at' },
  samples: {
    ...fieldColumns(sampleFields),
    morphotypeTerm: 'morphotype_term',
    colourTerm: 'colour_term',
    polymerTerm: 'polymer_term',
    class: 'class_id',
    reviewedAt: 'reviewed_at',
    reviewedFrom: 'reviewed_from',
    deletedAt: 'deleted_at',
  },
  photos: {
    sample: 'sample_id',
    angle: 'angle',
    rotation: 'rotation_degrees',
    umPerPixel: 'um_per_pixel',
    scaleSource: 'scale_source',
    deletedAt: 'deleted_at',
  },
  classes: { name: 'name', position: 'position', colour: 'colour', key: 'key', deletedAt: 'deleted_at' },
  splits: { deletedAt: 'deleted_at' },
  label_conflicts: { class: 'class_id', answeredAt: 'answered_at' },
  models: {
    name: 'name',
    notes: 'notes',
    retiredAt: 'retired_at',
    declinedAt: 'declined_at',
    targetPrecision: 'target_precision',
    threshold: 'threshold',
    deletedAt: 'deleted_at',
  },
  sessions: { endedAt: 'ended_at', deletedAt: 'deleted_at' },
  verdicts: { deletedAt: 'deleted_at' },
  lab: { modelInUse: 'model_in_use', profile: 'profile_id' },
  scale_profiles: { name: 'name', umPerPixel: 'um_per_pixel', deletedAt: 'deleted_at' },
  trays: {
    umPerPixel: 'um_per_pixel',
    scaleSource: 'scale_source',
    scaleUncertainty: 'scale_uncertainty',
    region: 'region',
    role: 'role',
    replicate: 'replicate',
    notes: 'notes',
    reviewedBy: 'reviewed_by',
    reviewedAt: 'reviewed_at',
    deletedAt: 'deleted_at',
  },
  detections: {
    outline: 'outline',
    state: 'state',
    source: 'source',
    atEdge: 'at_edge',
    maxFeret: 'max_feret_px',
    minFeret: 'min_feret_px',
    feretLine: 'feret_line',
    geodesic: 'geodesic_px',
    area: 'area_px2',
    solidity: 'solidity',
    sharpness: 'sharpness',
    class: 'class_id',
    classBy: 'class_by',
    verdict: 'verdict',
    sample: 'sample_id',
    deletedAt: 'deleted_at',
  },
  readings: { class: 'class_id', label: 'label_id', readAt: 'read_at', deletedAt: 'deleted_at' },
} as const;

export type Entity = keyof typeof columns;
export type FieldOf<E extends Entity> = keyof (typeof columns)[E] & string;

/** Fields are kept under the names that they have in an exported table, with their units. */
function fieldColumns<S extends FieldSpecs>(specs: S): Readonly<Record<keyof S, string>> {
  return Object.fromEntries(fieldHeaders(specs)) as Record<keyof S, string>;
}

const columnsByName: ReadonlyMap<string, string> = new Map(
  Object.entries(columns).flatMap(([entity, fields]) =>
    Object.entries(fields).map(([field, column]) => [`${entity}.${field}`, column] as const),
  ),
);

/** Whether there is such a field that can be edited. */
export function isField(entity: string, field: string): boolean {
  return columnsByName.has(`${entity}.${field}`);
}

/** The column of a field. Nothing else may become part of a statement. @throws RangeError for what is no field. */
export function columnOf(entity: string, field: string): string {
  const column = columnsByName.get(`${entity}.${field}`);
  if (column === undefined) throw new RangeError(`${entity}.${field} cannot be edited`);
  return column;
}
