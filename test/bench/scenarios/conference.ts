import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { withChromium } from '../../support/program/chromium.ts';
import { createConference, joinConference, leaveConference } from '../../support/program/meeting.ts';
import { received } from '../../support/program/page-probe.ts';
import { freePort, type Person, signIn } from '../../support/program/person.ts';
import { descendantsOf } from '../../support/program/processes.ts';
import { until } from '../../support/until.ts';
import { type Measured, record } from '../figures.ts';
import { averageOf, type Load, loadsOf } from '../process-cost.ts';

const NAMES = ['Alice', 'Bob', 'Carol', 'Dave', 'Eve', 'Frank'];
/** Numbers of people with which the processes are measured. */
const COUNTS = [2, 4, 6];
/** Time after a change until bandwidth and layers have settled. */
const SETTLE_MS = 8_000;
const WINDOW_MS = 5_000;
/** Number of windows to wait until a page receives a steady rate, and how much the rate may differ then. */
const MOST_WINDOWS = 8;
const STEADY = 0.1;
/** Sizes in CSS pixels, which equal device pixels here. */
const WHOLE_SCREEN = { width: 1920, height: 1080 };
const WINDOW = { width: 1280, height: 800 };
const SMALL_WINDOW = { width: 480, height: 400 };

type Figures = Record<string, number>;

/** The processes by kind. One of the renderers may be a spare one of Chromium. */
interface Processes {
  readonly renderers: number[];
  readonly mains: number[];
  readonly workers: number[];
}

/** Chromium also uses a renderer for its own windows. */
function isOfTheBrowser(renderer: number): boolean {
  return readFileSync(`/proc/${renderer}/cmdline`, 'utf8').includes('--top-chrome-webui');
}

async function processesOf(browser: Browser, people: readonly Person[]): Promise<Processes> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const mains = people.flatMap(({ main }) => main.pid ?? []);
  return {
    renderers: processInfo
      .filter(({ type, id }) => type === 'renderer' && !isOfTheBrowser(id))
      .map(({ id }) => id),
    mains,
    workers: mains
      .flatMap((pid) => descendantsOf(pid))
      .filter(({ name }) => name.startsWith('mediasoup-worke'))
      .map(({ pid }) => pid),
  };
}

/** Measures a page, a main process and the media worker with this many people in the conference. */
async function measureProcesses(browser: Browser, people: readonly Person[]): Promise<Figures> {
  const { renderers, mains, workers } = await processesOf(browser, people);
  const loads = await loadsOf([...renderers, ...mains, ...workers], WINDOW_MS);
  const of = (pids: number[]) => loads.filter(({ pid }) => pids.includes(pid));
  // Processes of people outside of the conference, and the spare renderer, use almost no CPU.
  const pages = of(renderers).toSorted((one, other) => other.cpuPercent - one.cpuPercent);
  return {
    ...named('page', people.length, pages.slice(0, people.length)),
    ...named('main', people.length, of(mains)),
    ...named('worker', people.length, of(workers)),
  };
}

function named(process: string, count: number, loads: Load[]): Figures {
  const { cpuPercent, memoryMb } = averageOf(loads);
  return { [`${process}${count}CpuPercent`]: cpuPercent, [`${process}${count}MemoryMb`]: memoryMb };
}

/** Resolves when this many pictures have arrived. That may take a while, since all pages share the machine. */
async function untilSeen({ name, page }: Person, count: number): Promise<void> {
  await until(
    async () => Object.values((await received(page)).framesByTrack).filter((frames) => frames > 0).length,
    (seen) => seen >= count,
    { what: `${count} pictures at ${name}`, timeoutMs: 90_000 },
  );
}

/** Video that a page receives, in kilobits per second. */
async function videoKbps({ page }: Person): Promise<number> {
  const before = await received(page);
  const startedAtMs = performance.now();
  await page.waitForTimeout(WINDOW_MS);
  const after = await received(page);
  return ((after.videoBytes - before.videoBytes) * 8) / (performance.now() - startedAtMs);
}

/** Like {@link videoKbps}, but waits until the rate is steady: the bandwidth estimate takes a while. */
async function steadyKbps(watcher: Person): Promise<number> {
  await watcher.page.waitForTimeout(SETTLE_MS);
  let kbps = await videoKbps(watcher);
  for (let window = 0; window < MOST_WINDOWS; window += 1) {
    const next = await videoKbps(watcher);
    const isSteady = Math.abs(next - kbps) < kbps * STEADY;
    kbps = next;
    if (isSteady) break;
  }
  return kbps;
}

/**
 * What one participant receives on a full screen, first with all others in view and then with the active speaker. The
 * others have small windows, so that the machine has CPU time to encode what this participant requests.
 */
async function measureLayouts(people: readonly Person[]): Promise<Figures> {
  const silent = people.slice(1);
  const watcher = silent.at(-1) as Person;
  for (const person of silent) await person.at('toggle-microphone').click();
  for (const { page } of people) await page.setViewportSize(SMALL_WINDOW);
  await watcher.page.setViewportSize(WHOLE_SCREEN);
  const gridKbps = await steadyKbps(watcher);
  await watcher.at('layout-only-speaker').click();
  const speakerKbps = await steadyKbps(watcher);
  await watcher.at('layout-grid').click();
  for (const { page } of people) await page.setViewportSize(WINDOW);
  for (const person of silent) await person.at('toggle-microphone').click();
  return { gridKbps, speakerKbps, gridToSpeaker: gridKbps / speakerKbps };
}

async function measureConference(browser: Browser, people: readonly Person[]): Promise<Figures> {
  const [host, ...joiners] = people as [Person, ...Person[]];
  const link = await createConference(host);
  const figures: Figures = {};
  for (const [index, joiner] of joiners.entries()) {
    await joinConference(joiner, link);
    const inside = people.slice(0, index + 2);
    if (!COUNTS.includes(inside.length)) continue;
    for (const person of inside) await untilSeen(person, inside.length - 1);
    await host.page.waitForTimeout(SETTLE_MS);
    Object.assign(figures, await measureProcesses(browser, inside));
  }
  Object.assign(figures, await measureLayouts(people));
  for (const person of joiners.toReversed()) await leaveConference(person);
  await leaveConference(host);
  return figures;
}

async function measureRuns(browser: Browser, runs: number): Promise<Measured> {
  const world = { browser, port: await freePort() };
  const people: Person[] = [];
  const measured: Measured = { parley: {}, reference: {} };
  try {
    for (const name of NAMES) people.push(await signIn(world, name));
    for (let run = 0; run < runs; run += 1) record(measured.parley, await measureConference(browser, people));
  } finally {
    // The main of the first person runs the server, so it quits last.
    for (const person of people.toReversed()) await person.quit();
  }
  return measured;
}

/**
 * The cost of two, four and six people with cameras on, in percent of one core and in megabytes; and what one of six
 * receives with all others in view, compared with only the active speaker in view.
 */
export const measure = (runs: number): Promise<Measured> =>
  withChromium((browser) => measureRuns(browser, runs));
