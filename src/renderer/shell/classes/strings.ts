export const classFinderStrings = {
  label: 'Type a class',
  hint: 'Letters of its name, or its place in the list',
  nothing: 'No class is called so. C in the catalogue adds one.',
};
