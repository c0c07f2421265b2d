export const helpStrings = {
  title: 'Keys',
  open: 'Keys',
  everywhere: 'Everywhere',
} as const;

export const aboutStrings = {
  title: 'About Strandline',
  claim: 'A field lab for people who survey beaches for microplastics.',
  versions: 'Versions',
  licence: 'Licence',
  thirdParty: 'Software in it, and its licences',
  thirdPartyText:
    'Chromium brings the licences of its own parts in the file LICENSES.chromium.html beside the program.',
  find: 'Find',
  nothingFound: 'Nothing in it has this name.',
  loading: 'Looking…',
} as const;
