import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareJoin } from '../../support/program/meeting.ts';
import { chat, createWith, openRoster, participantRow } from '../../support/program/organizing.ts';
import { callAndAnswer, type Person, rowOf } from '../../support/program/person.ts';
import { backHome, openConversation, sendText, untilMessageIs } from '../../support/program/talk.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let world: OpenWorld;
let alice: Person;
let bob: Person;

/** The rules that this page breaks (axe-core, WCAG 2.2 A and AA). */
async function violations({ page }: Person): Promise<string[]> {
  // Evaluated through the debugger, since the page's policy does not allow other scripts.
  const { readFile } = await import('node:fs/promises');
  await page.evaluate(await readFile(AXE, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

beforeAll(async () => {
  world = await openWorld();
  alice = await world.start('Alice');
  bob = await world.signIn('Bob');
});
afterAll(() => world.close());

test('no view breaks an accessibility rule', async () => {
  await alice.at('sign-in-name').waitFor();
  expect(await violations(alice)).toEqual([]);
  await alice.at('sign-in-name').fill('Alice');
  await alice.page.keyboard.press('Enter');
  await rowOf(alice, 'Bob').waitFor();
  expect(await violations(alice)).toEqual([]);
  await rowOf(alice, 'Bob').getByTestId('call-video').click();
  await bob.at('incoming-card').waitFor();
  expect(await violations(bob)).toEqual([]);
  expect(await violations(alice)).toEqual([]);
  await alice.at('cancel-call').click();
  await bob.at('incoming-card').waitFor({ state: 'detached' });
  await backHome(alice, bob);
  await alice.at('tab-history').click();
  await alice.at('history-row').first().waitFor();
  expect(await violations(alice)).toEqual([]);
  await alice.at('tab-people').click();
  await openConversation(alice, 'Bob');
  await sendText(alice, 'On my way');
  await untilMessageIs(alice, 'On my way', 'delivered');
  expect(await violations(alice)).toEqual([]);
  await alice.at('conversation-back').click();
  await callAndAnswer(alice, bob);
  expect(await violations(alice)).toEqual([]);
  await alice.at('toggle-share').click();
  await bob.at('remote-screen').waitFor();
  expect(await violations(alice)).toEqual([]);
  expect(await violations(bob)).toEqual([]);
  await alice.at('toggle-hold').click();
  await bob.at('on-hold').waitFor();
  expect(await violations(bob)).toEqual([]);
  await bob.at('hang-up').click();
  await alice.at('ended-card').waitFor();
  expect(await violations(alice)).toEqual([]);
  await backHome(alice, bob);
});

test('no view of a conference breaks an accessibility rule', async () => {
  await alice.at('new-conference-options').click();
  await alice.at('create-submit').waitFor();
  expect(await violations(alice)).toEqual([]);
  await alice.page.keyboard.press('Escape');
  const link = await createWith(alice, { waitingRoom: true });
  await prepareJoin(bob, link);
  expect(await violations(bob)).toEqual([]);
  await bob.at('join-preview-submit').click();
  await bob.at('waiting-view').waitFor();
  expect(await violations(bob)).toEqual([]);
  await openRoster(alice);
  expect(await violations(alice)).toEqual([]);
  await alice.at('admit').click();
  await bob.at('conference-view').waitFor();
  await participantRow(alice, 'Bob').getByTestId('participant-menu').click();
  expect(await violations(alice)).toEqual([]);
  await alice.page.keyboard.press('Escape');
  await bob.at('toggle-chat').click();
  await chat(bob, 'Good morning');
  expect(await violations(bob)).toEqual([]);
  await bob.at('leave').click();
  await bob.at('exited-card').waitFor();
  expect(await violations(bob)).toEqual([]);
});
