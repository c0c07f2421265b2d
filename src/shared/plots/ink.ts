/** Colours by what they are for: in the window they follow its scheme, on a page they are for paper. */
export interface Ink extends Readonly<Record<'text' | 'quiet' | 'line' | 'accent', string>> {
  /** One after another for what is told apart, each unlike its neighbours to any eye. */
  readonly series: readonly string[];
}

/** For reports and files: the window's light colours, as src/renderer/styles/tokens.css has them. */
export const paperInk: Ink = {
  text: '#15201f',
  quiet: '#4b5a5b',
  line: '#7d8b8d',
  accent: '#0b666a',
  series: ['#0072b2', '#d55e00', '#007a5a', '#b4528c', '#8a6d00', '#5b4fa0', '#4d5a5c', '#7a3b1d'],
};
