/**
 * Checks an established call: hold, a new network path, other devices, and a shared screen.
 * @param {import('playwright-core').Page} page with two engines in a call
 * @param {(title: string, ok: boolean, detail?: unknown) => void} report
 */
export async function checkLater(page, report) {
  await checkHold(page, report);
  await checkRestart(page, report);
  await checkDevices(page, report);
  await checkSharing(page, report);
}

const flowOf = (page) => page.evaluate(() => window.loop.flow());
const allGrow = (before, after, figure) => after[figure].every((value, side) => value > before[figure][side]);

/** Resolves with the flow when `isReached` accepts it. */
async function until(page, isReached, timeoutMs = 5_000) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const flow = await flowOf(page);
    if (isReached(flow)) return { flow, ok: true };
    if (Date.now() > deadline) return { flow, ok: false };
    await page.waitForTimeout(50);
  }
}

async function checkHold(page, report) {
  const heldMs = await page.evaluate(() => window.loop.hold(true));
  // Time for packets in the pacer, and for statistics that Chromium caches.
  await page.waitForTimeout(300);
  const before = await flowOf(page);
  await page.waitForTimeout(2_000);
  const after = await flowOf(page);
  const same = (figure) => before[figure].every((value, side) => value === after[figure][side]);
  report('[INV-10] held: no byte of RTP leaves either side for 2 s', same('sentBytes'), {
    heldMs,
    before,
    after,
  });
  report('[INV-10] held: nothing new is decoded', same('framesDecoded'));
  const resumedMs = await page.evaluate(() => window.loop.hold(false));
  const again = await until(
    page,
    (flow) => allGrow(after, flow, 'framesDecoded') && allGrow(after, flow, 'audioEnergy'),
  );
  report('[INV-10] resumed: audio and video in both directions', again.ok, { resumedMs, flow: again.flow });
}

async function checkRestart(page, report) {
  for (const [how, restart] of [
    ['by one', () => page.evaluate(() => window.loop.restart())],
    ['crossing', () => page.evaluate(() => window.loop.restartCrossing())],
  ]) {
    const old = await page.evaluate(() => window.loop.ufrags());
    const agreedMs = await restart();
    const fresh = await page.evaluate(() => window.loop.ufrags());
    report(
      `[SES-1] ICE restart ${how}: both have new credentials`,
      fresh.every((ufrag, side) => ufrag && ufrag !== old[side]),
      { old, fresh, agreedMs },
    );
    const before = await flowOf(page);
    await page.waitForTimeout(1_000);
    const { ok } = await until(page, (flow) => allGrow(before, flow, 'framesDecoded'));
    const pairs = await page.evaluate(() => window.loop.candidatePairs());
    const states = await page.evaluate(() => window.loop.states());
    report(
      `[SES-1] ICE restart ${how}: video continues over a new candidate pair`,
      ok && pairs.every((n) => n > 0),
      {
        pairs,
        lastStates: states.slice(-2),
      },
    );
  }
}

async function checkDevices(page, report) {
  const available = await page.evaluate(() => window.loop.devices());
  report(
    'devices are listed with their names',
    available.microphones.every(({ label }) => label),
    available,
  );
  const speaker = available.speakers.at(-1)?.id ?? '';
  const heardAt = await page.evaluate((id) => window.loop.speak([id, 'not-there', id, '']), speaker);
  const isLed = JSON.stringify(heardAt) === JSON.stringify([speaker, '', speaker, '']);
  report('[SES-1] audio plays on the selected speaker, otherwise on the system default', isLed, heardAt);
  const [microphone, camera] = await page.evaluate(() => window.loop.used());
  const other = (entries, id) => entries.findLast((entry) => entry.id !== id)?.id ?? '';
  const chosen = {
    microphone: other(available.microphones, microphone.id),
    camera: other(available.cameras, camera.id),
  };
  await page.evaluate(() => window.loop.setMicrophone(false));
  const before = await flowOf(page);
  const movedMs = await page.evaluate((devices) => window.loop.useDevices(devices), chosen);
  const used = await page.evaluate(() => window.loop.used());
  const isMoved = used[0].id === chosen.microphone && used[1].id === chosen.camera;
  report('[SES-1] another microphone and camera during the call', isMoved, { movedMs, chosen, used });
  report('[SES-1] a muted microphone is muted on the other device', used[0].enabled === false);
  const { ok } = await until(page, (flow) => allGrow(before, flow, 'framesDecoded'));
  const live = (await page.evaluate(() => window.loop.tracks())).filter((state) => state === 'live').length;
  report('[SES-1] video continues, and the old devices are released', ok && live === 4, { live });
  await page.evaluate(() => window.loop.setMicrophone(true));
  const energy = await flowOf(page);
  const heard = await until(page, (flow) => allGrow(energy, flow, 'audioEnergy'));
  report('[SES-1] the other microphone is heard', heard.ok);
  await page.evaluate(() => window.loop.useDevices({ microphone: '', camera: 'not-there' }));
  const fallen = await page.evaluate(() => window.loop.used());
  report('[SES-1] a missing device falls back to the system default', Boolean(fallen[1].id), fallen);
}

async function checkSharing(page, report) {
  const { name, firstFrameMs, hint } = await page.evaluate(() => window.loop.share());
  report('[SES-3] a screen is shared with its name', name === 'Screen' && hint === 'detail', {
    name,
    hint,
    firstFrameMs,
  });
  const before = (await page.evaluate(() => window.loop.shared())).framesDecoded;
  await page.waitForTimeout(2_000);
  const shared = await page.evaluate(() => window.loop.shared());
  const isOneWay = JSON.stringify(shared.directions) === '[["sendonly"],["recvonly"]]';
  report(
    '[SES-3] one m-line, one direction, new frames',
    isOneWay && shared.framesDecoded > before + 5,
    shared,
  );
  await page.evaluate(() => window.loop.stopAtTheBar());
  const told = await page.evaluate(() => window.loop.ended());
  const isTold = told.length === 1 && told[0].source === 'screen' && told[0].code === undefined;
  report('[SES-3] stopping in the system’s bar ends it here, without an error', isTold, told);
  await page.evaluate(() => window.loop.endShare());
  const reply = await page.evaluate(() => window.loop.releaseWhileChoosing());
  const live = (await page.evaluate(() => window.loop.tracks())).filter((state) => state === 'live').length;
  report('[LEASE-2] a screen that is chosen too late is released', live === 4, { reply, live });
}
