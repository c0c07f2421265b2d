import manifest from '../../package.json' with { type: 'json' };

/** The version that is written into model files and shown in the about box. */
export const softwareVersion: string = manifest.version;
