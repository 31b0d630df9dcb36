import type { Locator } from 'playwright-core';
import { type Person, rowOf } from './person.ts';

/** Opens the conversation with another person from this person's list. */
export async function openConversation(person: Person, other: string): Promise<void> {
  await rowOf(person, other).getByTestId('open-message').click();
  await person.at('conversation-view').waitFor();
}

/** Writes and sends a message in the conversation that is open. */
export async function sendText(person: Person, text: string): Promise<void> {
  await person.at('composer').fill(text);
  await person.at('send-message').click();
}

/** The message with this text, in the conversation that is open. */
export function messageWith(person: Person, text: string): Locator {
  return person.at('message').filter({ hasText: text });
}

/** Resolves when that message has reached this state. */
export async function untilMessageIs(
  person: Person,
  text: string,
  state: 'sent' | 'delivered' | 'read' | 'failed',
): Promise<void> {
  await person.page.locator(`[data-testid=message][data-state=${state}]`).filter({ hasText: text }).waitFor();
}

/** Starts an audio call, and resolves when all devices of the callee ring. */
export async function ring(caller: Person, ...devices: [Person, ...Person[]]): Promise<void> {
  await rowOf(caller, devices[0].name).getByTestId('call-audio').click();
  for (const device of devices) await device.at('incoming-card').waitFor();
}

/** Declines the ringing call with a reason from the menu and a message. */
export async function declineWith(person: Person, reason: string, words: string): Promise<void> {
  await person.at('decline-menu').click();
  await person.page.locator(`[data-testid=decline-reason][data-reason=${reason}]`).click();
  await person.at('decline-text').fill(words);
  await person.at('decline-send').click();
}

/** How a call ended, as this person's screen shows it: its reason and its text. */
export async function readEnding(person: Person): Promise<{ reason: string | null; words: string }> {
  const card = person.at('ended-card');
  await card.waitFor();
  return { reason: await card.getAttribute('data-reason'), words: (await card.textContent()) ?? '' };
}

/** Dismisses an ended call or stay from this person's screen, if there is one. Resolves at home. */
export async function backHome(...people: Person[]): Promise<void> {
  for (const person of people) {
    const home = person.at('home');
    const dismiss = person.at('dismiss-ended').first();
    while (!(await home.isVisible())) {
      await home.or(dismiss).first().waitFor();
      // A card may disappear by itself meanwhile.
      if (!(await home.isVisible())) await dismiss.click({ timeout: 1_000 }).catch(() => undefined);
    }
  }
}
