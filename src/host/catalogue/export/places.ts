import type { SurveyProtocol } from '#shared/domain/survey.ts';
import type { LabContents } from './lab-contents.ts';

type SiteFields = LabContents['sites'][number];

/** Where a survey was: its own position, else its site's. Decimal degrees, WGS 84. */
export interface Place {
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly site: SiteFields | undefined;
}

/** Looks places up for the surveys of an export. */
export function placesOf({ sites }: LabContents): (fields: SurveyProtocol['fields']) => Place {
  const byName = new Map(sites.map((site) => [site.name, site]));
  return ({ site: name, latitude, longitude }) => {
    const site = name === null ? undefined : byName.get(name);
    if (latitude !== null && longitude !== null) return { latitude, longitude, site };
    return { latitude: site?.latitude ?? null, longitude: site?.longitude ?? null, site };
  };
}
