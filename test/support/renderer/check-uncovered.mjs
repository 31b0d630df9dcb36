import { openChromium } from './chromium-page.mjs';

const STORIES = [
  'call',
  'incoming-conference-during-call',
  'incoming-conference',
  'conference-pending',
  'conference-speaker',
  'conference-sharing-own',
  'home',
];
const SIZES = [
  [360, 480],
  [360, 740],
  [800, 600],
  [1280, 800],
  [1920, 1080],
  [2560, 1080],
];

/** Runs in the page. Returns the number of visible controls, and those that another element covers. */
function coveredControls() {
  // In a narrow window a card may cover the header, but no control that holds, mutes or ends a call.
  const isTight = innerWidth < 700 && document.querySelector('.incoming-cards > *') !== null;
  const headers = isTight ? '' : ', .home-header button, .stage-header button';
  const controls = [...document.querySelectorAll(`.controls button, .incoming-card button${headers}`)];
  const covered = controls.flatMap((control) => {
    control.scrollIntoView({ block: 'nearest' });
    const { left, top, width, height } = control.getBoundingClientRect();
    const at = document.elementFromPoint(left + width / 2, top + height / 2);
    return at !== null && control.contains(at) ? [] : [control.dataset.testid ?? control.textContent];
  });
  return { count: controls.length, covered };
}

/**
 * Checks in Chromium whether anything covers the controls of a call or conference: with no, one and three long alerts,
 * from the smallest window to the largest.
 * @param {readonly string[]} [stories]
 * @returns {Promise<{ looked: number, found: string[] }>} the number of controls, and those that are covered or outside
 * of the window
 */
export async function findCovered(stories = STORIES) {
  const { url, browser, close } = await openChromium('stories');
  try {
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
          await page.evaluate(
            () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))),
          );
          const { count, covered } = await page.evaluate(coveredControls);
          looked += count;
          if (count === 0) found.push(`${story}: no controls`);
          for (const control of covered)
            found.push(`${story} ${width}x${height}, ${alerts} alerts: ${control}`);
        }
      }
    }
    return { looked, found };
  } finally {
    await close();
  }
}

// Usage: check-uncovered.mjs [STORY…]. Exits with 1 if a control is covered.
if (process.argv[1] === import.meta.filename) {
  const stories = process.argv.slice(2);
  const { looked, found } = await findCovered(stories.length > 0 ? stories : undefined);
  process.stdout.write(`${looked} controls, ${found.length} covered\n${found.join('\n')}\n`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
