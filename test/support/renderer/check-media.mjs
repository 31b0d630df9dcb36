import { checkLater } from './check-media-later.mjs';
import { openChromium } from './chromium-page.mjs';

/** Checks the media engine in a real page with two connected engines. Prints figures; exits with 1 on failure. */
const figures = [];
const report = (title, ok, detail) => figures.push({ title, ok, detail });

const { url, browser, close } = await openChromium('media-loop');
const page = await browser.newPage();
page.on('pageerror', (error) => report('page error', false, String(error)));
await page.goto(url);
await page.waitForFunction(() => window.loop);

const bareMs = [];
const oursMs = [];
for (let run = 0; run < 5; run += 1) {
  bareMs.push(await page.evaluate(() => window.loop.bareCall()));
  oursMs.push(await page.evaluate(() => window.loop.call()));
  await page.evaluate(() => window.loop.reset());
}
report('first frame after accept (ms): ours, bare', true, { oursMs, bareMs });
const firstFrameMs = await page.evaluate(() => window.loop.call());
report('first frame after accept (ms)', firstFrameMs < 3_000, firstFrameMs);
const grows = async (kind, figure) => {
  const before = await page.evaluate(([k, f]) => window.loop.received(k, f), [kind, figure]);
  await page.waitForTimeout(1_000);
  const after = await page.evaluate(([k, f]) => window.loop.received(k, f), [kind, figure]);
  return { before, after, ok: after.every((value, index) => value > before[index]) };
};
for (const [kind, figure] of [
  ['video', 'framesDecoded'],
  ['audio', 'totalAudioEnergy'],
]) {
  const { before, after, ok } = await grows(kind, figure);
  report(`${figure} grows on both sides`, ok, { before, after });
}
const keyFramesBefore = await page.evaluate(() => window.loop.keyFrames());
await page.evaluate(() => window.loop.makeKeyFrame());
await page
  .waitForFunction((before) => window.loop.keyFrames().then((now) => now > before), keyFramesBefore, {
    timeout: 2_000,
  })
  .then(
    () => report('a key frame on demand', true, keyFramesBefore),
    () => report('a key frame on demand', false, keyFramesBefore),
  );
await page.evaluate(() => window.loop.setCamera(false));
report(
  'camera off gives the device back',
  (await page.evaluate(() => window.loop.tracks())).includes('ended'),
);
await page.evaluate(() => window.loop.setCamera(true));
await page.waitForTimeout(500);
report('camera on again', (await grows('video', 'framesDecoded')).ok);
await page.evaluate(() => window.loop.setMicrophone(false));
await page.waitForTimeout(500);
const silent = await grows('audio', 'totalAudioEnergy');
report('muted: bob hears nothing', silent.after[1] - silent.before[1] < 1e-4, silent);
await page.evaluate(() => window.loop.setMicrophone(true));
await checkLater(page, report);
const clones = await page.evaluate(() => window.loop.clone());
report('copies of tracks live', clones.length === 2 && clones.every((s) => s === 'live'), clones);
await page.evaluate(() => window.loop.end());
const ended = await page.evaluate(() => window.loop.tracks());
report(
  '[LEASE-2] after release every track and copy is ended',
  ended.length >= 5 && ended.every((s) => s === 'ended'),
  ended,
);
await page.evaluate(() => window.loop.releaseWhileOpening());
const late = await page.evaluate(() => window.loop.tracks());
report('late tracks are ended', late.length > ended.length && late.every((s) => s === 'ended'), late);
report('connection states', true, await page.evaluate(() => window.loop.states()));
await close();

for (const { title, ok, detail } of figures) {
  process.stdout.write(
    `${ok ? 'ok  ' : 'FAIL'} ${title} ${detail === undefined ? '' : JSON.stringify(detail)}\n`,
  );
}
process.exitCode = figures.every(({ ok }) => ok) ? 0 : 1;
