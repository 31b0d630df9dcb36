import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { openChromium } from './chromium-page.mjs';

/**
 * Takes a picture of each story in both themes and three sizes, and runs axe on it.
 * Usage: check-views.mjs [--sizes 320x568,3440x1440] [--themes dark] FOLDER [STORY…]. Prints the findings of axe, and
 * exits with 1 if there are any.
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sizes: { type: 'string', default: '360x740,1280x800,2560x1080' },
    themes: { type: 'string', default: 'light,dark' },
  },
});
const [folder = 'out/shots', ...only] = positionals;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const VIEWPORTS = options.sizes.split(',').map((size) => {
  const [width, height] = size.split('x').map(Number);
  return { width, height };
});

await mkdir(folder, { recursive: true });
const { url, browser, close } = await openChromium('stories');
const page = await browser.newPage();
const found = [];
page.on('pageerror', (error) => found.push(`page error: ${error}`));
await page.goto(url);
await page.waitForFunction(() => window.stories);
const stories = only.length > 0 ? only : await page.evaluate(() => window.stories);

for (const story of stories) {
  for (const theme of options.themes.split(',')) {
    await page.setViewportSize(VIEWPORTS[0]);
    await page.goto(`${url}?story=${story}&theme=${theme}`);
    await page.waitForFunction(() => window.stories && document.querySelector('h1'));
    for (const viewport of VIEWPORTS) {
      await page.setViewportSize(viewport);
      await page.waitForFunction(() =>
        document
          .getAnimations()
          .every(
            (animation) =>
              animation.playState !== 'running' || animation.effect?.getTiming().iterations === Infinity,
          ),
      );
      await page.screenshot({ path: `${folder}/${story}-${theme}-${viewport.width}.png` });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      if (overflow) found.push(`${story} ${theme} ${viewport.width}: wider than the window`);
      await page.addScriptTag({ path: AXE });
      const { violations } = await page.evaluate(() => window.axe.run());
      for (const { id, nodes } of violations) {
        found.push(
          `${story} ${theme} ${viewport.width}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
        );
      }
    }
  }
}
await close();
process.stdout.write(`${stories.length} stories, ${found.length} findings\n${found.join('\n')}\n`);
process.exitCode = found.length === 0 ? 0 : 1;
