/*
 * Runs in the window: walks the grid in several ways and says how long every frame was. An expression, since it is handed to
 * the page as it stands. Answers `{ [way]: { frames, p50, p95, worst, over50, longTasks, longestTask } }`, times in ms.
 */
(async () => {
  const grid = document.querySelector('[role="grid"]');
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  /** Calls `step` once a frame, so many times; the time between two frames is what a person sees as smooth or not. */
  async function watched(frames, step) {
    const tasks = [];
    const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
    observer.observe({ type: 'longtask' });
    const deltas = [];
    let last = await nextFrame();
    for (let frame = 0; frame < frames; frame += 1) {
      step(frame);
      const now = await nextFrame();
      deltas.push(now - last);
      last = now;
    }
    await rest(200);
    observer.disconnect();
    const sorted = deltas.toSorted((a, b) => a - b);
    const at = (share) => sorted[Math.min(frames - 1, Math.floor(share * frames))];
    return {
      frames,
      p50: at(0.5),
      p95: at(0.95),
      worst: at(1),
      over50: deltas.filter((delta) => delta > 50).length,
      longTasks: tasks.length,
      longestTask: Math.max(0, ...tasks.map(({ duration }) => duration)),
    };
  }

  const bottom = grid.scrollHeight - grid.clientHeight;
  const to = (top) => (grid.scrollTop = top);
  const found = {};
  to(0);
  await rest(500);
  // The first rows are those whose thumbnails are real.
  found['slowly, a third of a row a frame'] = await watched(240, (frame) => to(frame * 60));
  found['fast, three rows a frame'] = await watched(240, (frame) => to(frame * 540));
  found['the whole grid in four seconds'] = await watched(240, (frame) => to((frame / 240) * bottom));
  found['jumps to anywhere, five a second'] = await watched(120, (frame) => {
    if (frame % 12 === 0) to(bottom * ((frame * 0.618) % 1));
  });
  to(0);
  return found;
})();
