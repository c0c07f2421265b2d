/*
 * Runs in the window: counts what the bench shows over ten seconds. An expression, since it is handed to the page as it
 * stands. Answers `{ seconds, shown, seen, longestGap, verdicts }`: frames that were put on the screen and those of them that
 * the page was told of, the longest time between two of these in ms, and how often the confidence changed. Every frame of the
 * camera differs, so every verdict changes it.
 */
(async () => {
  const video = document.querySelector('video');
  const fill = document.querySelector('[role="group"] .fill');
  let verdicts = 0;
  const observer = new MutationObserver(() => (verdicts += 1));
  observer.observe(fill, { attributes: true, attributeFilter: ['style'] });

  const nextFrame = () =>
    new Promise((resolve) =>
      video.requestVideoFrameCallback((now, { presentedFrames }) => resolve({ now, presentedFrames })),
    );
  const first = await nextFrame();
  verdicts = 0;
  let last = first;
  let seen = 0;
  let longestGap = 0;
  while (last.now - first.now < 10_000) {
    const frame = await nextFrame();
    seen += 1;
    longestGap = Math.max(longestGap, frame.now - last.now);
    last = frame;
  }
  observer.disconnect();
  return {
    seconds: (last.now - first.now) / 1000,
    shown: last.presentedFrames - first.presentedFrames,
    seen,
    longestGap,
    verdicts,
  };
})();
