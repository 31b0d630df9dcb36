import { openChromium } from './chromium-page.mjs';

/**
 * Looks whether anything covers the controls of a call or a conference: with no, one and three long alerts, from the
 * smallest window to the largest. Usage: check-uncovered.mjs [STORY…]. Prints each control that is covered or out of
 * the window; fails with exit code 1 when there is one.
 */
const stories =
  process.argv.length > 2
    ? process.argv.slice(2)
    : ['call', 'conference-speaker', 'conference-sharing-own', 'home'];
const SIZES = [
  [360, 480],
  [360, 740],
  [800, 600],
  [1280, 800],
  [1920, 1080],
  [2560, 1080],
];

/** In the page: the visible controls, and those of them that something else covers. */
function coveredControls() {
  const controls = [
    ...document.querySelectorAll('.controls button, .home-header button, .stage-header button'),
  ];
  const covered = controls.flatMap((control) => {
    const { left, top, width, height } = control.getBoundingClientRect();
    const at = document.elementFromPoint(left + width / 2, top + height / 2);
    return at !== null && control.contains(at) ? [] : [control.dataset.testid ?? control.textContent];
  });
  return { count: controls.length, covered };
}

const { url, browser, close } = await openChromium('stories');
const page = await browser.newPage();
const found = [];
let looked = 0;
for (const story of stories) {
  for (const alerts of [0, 1, 3]) {
    await page.goto(`${url}?story=${story}&alerts=${alerts}`);
    await page.waitForFunction(
      (count) => window.stories && document.querySelectorAll('[data-testid="alert"]').length === count,
      alerts,
    );
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
      const { count, covered } = await page.evaluate(coveredControls);
      looked += count;
      if (count === 0) found.push(`${story}: no controls`);
      for (const control of covered) found.push(`${story} ${width}x${height}, ${alerts} alerts: ${control}`);
    }
  }
}
await close();
process.stdout.write(`${looked} controls, ${found.length} covered\n${found.join('\n')}\n`);
process.exitCode = found.length === 0 ? 0 : 1;
