import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_TEXT_BYTES } from '../../../protocol/messages.ts';
import { devicesReleased, mediaFlows, picturesMove } from '../../support/program/media-flow.ts';
import { captureTracks } from '../../support/program/page-probe.ts';
import { callAndAnswer, type Person, rowOf } from '../../support/program/person.ts';
import {
  backHome,
  messageWith,
  openConversation,
  sendText,
  untilMessageIs,
} from '../../support/program/talk.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';

/** Markup, a script link, and text with reversed direction. */
const HOSTILE =
  '<img src=x onerror="document.title=1"> javascript:alert(1) \u202Egnp.exe 👋 https://example.org/a?b=1';

describe('a conversation between two people', () => {
  let world: OpenWorld;
  let alice: Person;
  let bob: Person;

  beforeAll(async () => {
    world = await openWorld();
    alice = await world.signIn('Alice');
    bob = await world.signIn('Bob');
    await rowOf(alice, 'Bob').waitFor();
  });
  afterAll(() => world.close());

  test('[SES-2] messages arrive in order, and their sender sees them delivered and read', async () => {
    await openConversation(alice, 'Bob');
    for (const text of ['first', 'second', 'third']) await sendText(alice, text);
    await untilMessageIs(alice, 'third', 'delivered');
    await openConversation(bob, 'Alice');
    await messageWith(bob, 'third').waitFor();
    expect(await bob.at('message-text').allInnerTexts()).toEqual(['first', 'second', 'third']);
    await untilMessageIs(alice, 'first', 'read');
    await untilMessageIs(alice, 'third', 'read');
  });

  test('[CONV-5] [SES-2] after a reload the page shows the conversation, with each message once', async () => {
    await bob.page.reload();
    await bob.at('home').waitFor();
    await openConversation(bob, 'Alice');
    await messageWith(bob, 'third').waitFor();
    expect(await bob.at('message-text').allInnerTexts()).toEqual(['first', 'second', 'third']);
  });

  test('[SEC-4] hostile text stays text: no script runs, no text is reversed, and only real links are links', async () => {
    await sendText(alice, HOSTILE);
    const message = bob.at('message').filter({ hasText: 'onerror' });
    await message.waitFor();
    expect(await message.locator('img').count()).toBe(0);
    expect(await bob.page.title()).not.toBe('1');
    expect(await message.textContent()).not.toContain('\u202E');
    const links = message.locator('a, button').filter({ hasText: 'example.org' });
    expect(await links.allInnerTexts()).toEqual(['https://example.org/a?b=1']);
    expect(await message.locator('a, button').filter({ hasText: 'javascript' }).count()).toBe(0);
  });

  test('[RES-6] a text of 64 KiB arrives complete; a longer one is not sent and stays in the message field', async () => {
    const whole = 'x'.repeat(MAX_TEXT_BYTES);
    await alice.at('composer').fill(`${whole}y`);
    await alice.at('composer').press('Enter');
    expect(await alice.at('composer').inputValue()).toHaveLength(MAX_TEXT_BYTES + 1);
    await alice.at('composer').fill(whole);
    await alice.at('send-message').click();
    await untilMessageIs(alice, 'xxxxxxxx', 'read');
    expect(await messageWith(bob, 'xxxxxxxx').getByTestId('message-text').textContent()).toHaveLength(
      MAX_TEXT_BYTES,
    );
  });

  test('[SES-4] [CONV-1] a call from the conversation has its messages beside it', async () => {
    await alice.at('conversation-back').click();
    await bob.at('conversation-back').click();
    await callAndAnswer(alice, bob);
    await alice.at('toggle-messages').click();
    await messageWith(alice, 'second').waitFor();
    await sendText(alice, 'in the call');
    await bob.at('toggle-messages').click();
    await messageWith(bob, 'in the call').waitFor();
    for (const person of [alice, bob]) await person.at('toggle-messages').click();
  });

  test('[SES-3] a shared screen is seen with its name, and stops when the system stops it', async () => {
    await alice.at('toggle-share').click();
    await bob.at('remote-screen').waitFor();
    await bob.at('screen-name').filter({ hasText: 'Alice is sharing “' }).waitFor();
    await picturesMove(bob.page, 2);
    // The system's own bar ends the track in the same way, without Parley.
    await alice.page.evaluate(() => {
      const screen = window.probe.tracks.at(-1);
      screen?.stop();
      screen?.dispatchEvent(new Event('ended'));
    });
    await bob.at('remote-screen').waitFor({ state: 'detached' });
    await alice.at('sharing-bar').waitFor({ state: 'detached' });
    await picturesMove(bob.page);
  });

  test('[SES-1] after a change of network ICE restarts, and the call continues', async () => {
    const fragments = () =>
      alice.page.evaluate(() =>
        window.probe.connections
          .filter(({ connectionState }) => connectionState === 'connected')
          .map(({ localDescription }) => /a=ice-ufrag:(\S+)/.exec(localDescription?.sdp ?? '')?.[1]),
      );
    const before = await fragments();
    await alice.page.evaluate(() => window.dispatchEvent(new Event('online')));
    await alice.page.waitForFunction(
      (known) =>
        window.probe.connections.some(({ localDescription, connectionState }) => {
          const fragment = /a=ice-ufrag:(\S+)/.exec(localDescription?.sdp ?? '')?.[1];
          return connectionState === 'connected' && fragment !== undefined && fragment !== known[0];
        }),
      before,
    );
    await mediaFlows(alice, bob);
  });

  test('[LEASE-2] the end of the call ends every track, including the screen’s', async () => {
    await alice.at('toggle-share').click();
    await bob.at('remote-screen').waitFor();
    await bob.at('hang-up').click();
    for (const { page } of [alice, bob]) await devicesReleased(page);
    expect((await captureTracks(alice.page)).made).toBeGreaterThanOrEqual(4);
    await backHome(alice, bob);
  });
});
