import { systemClock } from '../../../server/clock.ts';
import { createLog } from '../../../server/log.ts';
import { startMediasoupMedia } from '../../../server/media/mediasoup-media.ts';
import { giveSteadySources } from '../continuity/steady-sources.ts';
import { openChromium } from './chromium-page.mjs';

/**
 * Checks in a real page, with a real SFU, that a call moves to a conference and back without a gap or an echo.
 * `MEDIASOUP_WORKER_BIN` names the worker. Prints figures; exits with 1 on failure.
 */
const RUNS = Number(process.argv[2] ?? 5);
const figures = [];
const report = (title, ok, detail) => figures.push({ title, ok, detail });

const config = { host: '127.0.0.1', mediaPort: 0, workerBin: process.env.MEDIASOUP_WORKER_BIN };
const media = await startMediasoupMedia({ config, workers: 1, clock: systemClock, log: createLog('silent') });
const conference = await media.openConference({ lost: () => {}, heard: () => {} });
const { url, browser, close } = await openChromium('media-loop');
const context = await browser.newContext();
await giveSteadySources(context, 'tone');
const page = await context.newPage();
page.on('pageerror', (error) => report('page error', false, String(error)));

/** The participants of the conference, and what they send. */
const participants = new Map();
const consumerOf = async (participant, from, { producerId, source }, paused) => {
  const consumer = await participant.consume(producerId, { source, paused });
  return { ...consumer, participantId: `participant-${from}`, source };
};
/** Sends a notice to a page. A page that has left needs none. */
const tell = (name, who, data) =>
  void page
    .evaluate(([n, w, d]) => window.loop[n](w, d), [name, who, data])
    .catch((error) => participants.has(who) && report('refused by the page', false, String(error)));
const answers = {
  capabilities: () => media.routerRtpCapabilities,
  async join(who, { rtpCapabilities, dtlsParameters }) {
    const participant = await conference.openParticipant({
      rtpCapabilities,
      dtlsParameters,
      events: {
        consumerClosed: (id) => tell('closeConsumer', who, id),
        keyFrameWanted: () => {},
        layersWanted: () => {},
      },
    });
    const consumers = [];
    for (const [from, other] of participants) {
      for (const sent of other.sent) consumers.push(await consumerOf(participant, from, sent, false));
    }
    participants.set(who, { participant, sent: [] });
    return {
      sendTransport: participant.sendTransport,
      receiveTransport: participant.receiveTransport,
      consumers,
    };
  },
  async 'sfu-produce'(who, { transportId, kind, rtpParameters, paused, source }) {
    const { participant, sent } = participants.get(who);
    const producerId = await participant.produce({ transportId, kind, rtpParameters, paused });
    sent.push({ producerId, source });
    for (const [to, other] of participants) {
      if (to === who) continue;
      const consumer = await consumerOf(other.participant, who, { producerId, source }, true);
      tell('consume', to, consumer);
    }
    return { producerId };
  },
  async 'sfu-set-producer-paused'(who, { producerId, paused }) {
    await participants.get(who).participant.setProducerPaused(producerId, paused);
  },
  async 'sfu-close-producer'(who, { producerId }) {
    participants.get(who).participant.closeProducer(producerId);
  },
  async 'sfu-resume-consumer'(who, { consumerId }) {
    await participants.get(who).participant.resumeConsumer(consumerId);
  },
  async 'sfu-want'(who, { wants }) {
    await participants.get(who).participant.want(wants);
  },
  async leave(who) {
    participants.get(who)?.participant.close();
    participants.delete(who);
  },
};
await page.exposeFunction('sfu', async (who, name, data) => (await answers[name](who, data)) ?? {});
await page.goto(url);
await page.waitForFunction(() => window.loop);

/** SPEC ESC-2. */
const MAX_GAP_MS = 40;
/** Chromium delivers audio in blocks of this length, to each listener at its own time. */
const PIECE_MS = 10;
for (let run = 0; run < RUNS; run += 1) {
  const left = run % 2 === 0 ? 'session' : 'conference';
  await page.evaluate(() => window.loop.call());
  const over = await page.evaluate(() => window.loop.handOver());
  const isClean = over.during.gapMs <= MAX_GAP_MS && over.during.overlapMs <= PIECE_MS;
  report('[ESC-2] moves without a gap or an echo', over.isDone && isClean, over);
  report('[ESC-2] only the conference is heard', over.enabled[0] === false && over.enabled[1] === true);
  const both = await page.evaluate(() => window.loop.framesOnBoth());
  report('[ESC-2] video on both carriages', both);
  await page.evaluate(() => window.loop.useAnyDevices());
  const moved = await page.evaluate(() => window.loop.framesOnBoth());
  report('[ESC-4] other devices on both carriages', moved);
  await page.evaluate(() => window.loop.setMicrophone(false));
  await page.waitForTimeout(300);
  const muted = await page.evaluate(() => window.loop.heardNow());
  report('[ESC-4] muted in both', muted.gapMs > 400, muted);
  await page.evaluate(() => window.loop.setMicrophone(true));
  await page.waitForTimeout(500);
  const unmuted = await page.evaluate(() => window.loop.heardNow());
  report('[ESC-4] heard again, once', unmuted.gapMs <= MAX_GAP_MS && unmuted.overlapMs === 0, unmuted);
  const rest = await page.evaluate((which) => window.loop.closeOne(which), left);
  const isKept = rest.heard.gapMs <= MAX_GAP_MS && rest.heard.overlapMs <= PIECE_MS;
  report(`[ESC-3] the ${left} is closed: the other carriage keeps playing`, isKept, rest);
  await page.evaluate(() => window.loop.forgetAll());
  await page.evaluate(() => window.loop.reset());
}
await close();
await media.close();

for (const { title, ok, detail } of figures) {
  process.stdout.write(
    `${ok ? 'ok  ' : 'FAIL'} ${title} ${detail === undefined ? '' : JSON.stringify(detail)}\n`,
  );
}
process.exitCode = figures.every(({ ok }) => ok) ? 0 : 1;
