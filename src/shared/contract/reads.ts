/**
 * Calls that change nothing and name no file: what a link was asked when it was lost may be asked again of the next one. All
 * others may have arrived, and are not asked twice by anything but a person.
 */
const reads: Readonly<Record<string, readonly string[]>> = {
  lab: ['current', 'versions'],
  catalogue: [
    ...['surveys', 'classes', 'survey', 'list', 'samples', 'findSamples', 'sampleOfLabel', 'history'],
    ...['profiles', 'bin', 'photoFile', 'photoPart'],
  ],
  places: ['list'],
  sites: ['list', 'get'],
  edits: ['state'],
  watch: ['waiting', 'state'],
  review: ['list', 'health', 'agreement'],
  splits: ['latest', 'labs', 'get', 'count'],
  runs: ['list', 'get', 'steps', 'predictions'],
  figures: ['side', 'curves', 'photos', 'confidences', 'log', 'compare', 'disagreements'],
  studies: ['list', 'get'],
  devices: ['list'],
  backbones: ['list'],
  engines: ['list'],
  models: ['list', 'differing', 'unlisted', 'evaluations'],
  reports: ['run', 'survey', 'study'],
  sessions: ['list', 'current', 'report', 'page'],
  trust: ['get'],
  trays: ['list', 'get'],
  detectors: ['list', 'get', 'others', 'readiness'],
  jobs: ['list', 'get'],
  queue: ['state'],
  training: ['computer', 'estimate', 'views'],
};

/** Whether a call changes nothing, by its wire name. */
export function changesNothing(name: string): boolean {
  const [topic = '', call = ''] = name.split('.');
  return Object.hasOwn(reads, topic) && reads[topic]?.includes(call) === true;
}
