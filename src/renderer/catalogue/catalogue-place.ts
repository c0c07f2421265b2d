/** What the middle of the catalogue shows. */
export type CataloguePlace = 'samples' | 'sites' | 'export' | 'bin';
