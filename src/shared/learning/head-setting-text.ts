import { shareOfThings } from './figures/figure-text.ts';
import { type ChosenSetting, type HeadSetting, isNear } from './head-setting.ts';

/** `4 views per photo and weight decay 0.1, as 179 validation samples chose; …`: what was chosen, and how close it was. */
export function chosenText({ taken, samples, tried }: ChosenSetting): string {
  const what = `${viewsText(taken)} per photo and weight decay ${taken.weightDecay}`;
  if (samples === 0) return `${what}: the split has no validation samples to choose by.`;
  const near = tried.filter(isNear).length;
  const close =
    near === 1
      ? `clearly the best of ${tried.length} settings`
      : `the plainest of ${near} that are as good within one standard error, of ${tried.length} settings`;
  return `${what}, as ${samples} validation ${samples === 1 ? 'sample' : 'samples'} chose: ${close}.`;
}

/** `1 view, weight decay 0.1: 85.5 % of 179 samples right, loss 0.451 (0.041 ± 0.012 above the smallest)`, of every setting. */
export function triedSettingTexts({ tried, samples }: ChosenSetting): string[] {
  return tried.map((one) => {
    const above =
      one.behind === 0 ? 'the smallest' : `${figure(one.behind)} ± ${figure(one.error)} above the smallest`;
    return `${viewsText(one)}, weight decay ${one.weightDecay}: ${shareOfThings(one.accuracy, samples, 'samples')} right, loss ${figure(one.loss)} (${above})`;
  });
}

function viewsText({ views }: HeadSetting): string {
  return views === 1 ? '1 view' : `${views} views`;
}

function figure(value: number): string {
  return value.toFixed(3);
}
