import type { Locator } from 'playwright-core';
import { prepareJoin } from './meeting.ts';
import type { Person } from './person.ts';

/** An organizer's action on a participant: its name as in its `data-testid`. */
export type OrganizerAction =
  | 'mute'
  | 'ask-unmute'
  | 'stop-share'
  | 'lower-hand'
  | 'make-organizer'
  | 'make-presenter'
  | 'make-attendee'
  | 'hand-over'
  | 'remove';

/** Options of a conference that is not created with one click. */
export interface ConferenceOptions {
  passcode?: string;
  waitingRoom?: boolean;
}

/** Creates a conference with options, and joins it. @returns its link */
export async function createWith(
  person: Person,
  { passcode, waitingRoom }: ConferenceOptions,
): Promise<string> {
  await person.at('new-conference-options').click();
  if (passcode) await person.at('create-passcode').fill(passcode);
  if (waitingRoom) await person.at('create-waiting-room').check();
  await person.at('create-submit').click();
  await person.at('conference-view').waitFor();
  return person.at('conference-link').inputValue();
}

/** Joins a conference with a waiting room; resolves when the person waits. */
export async function knock(person: Person, link: string): Promise<void> {
  await prepareJoin(person, link);
  await person.at('join-preview-submit').click();
  await person.at('waiting-view').waitFor();
}

/** Opens the roster, unless it is open. */
export async function openRoster(person: Person): Promise<void> {
  const toggle = person.at('toggle-roster');
  if ((await toggle.getAttribute('aria-pressed')) !== 'true') await toggle.click();
  await person.at('roster').waitFor();
}

/** The row of a participant in this person's roster. */
export function participantRow(person: Person, name: string): Locator {
  return person.page.locator('[data-testid=participant-row]', { hasText: name });
}

/** Runs an action on another participant from the menu of the roster. */
export async function actOn(person: Person, name: string, action: OrganizerAction): Promise<void> {
  await openRoster(person);
  await participantRow(person, name).getByTestId('participant-menu').click();
  await person.at(`action-${action}`).click();
}

/** Removes a participant from the conference. */
export async function removeFromConference(person: Person, name: string): Promise<void> {
  await actOn(person, name, 'remove');
  await person.at('confirm-remove').click();
}

/** Ends the conference for everyone. */
export async function terminate(person: Person): Promise<void> {
  await person.at('leave-menu').click();
  await person.at('terminate').click();
  await person.at('confirm-terminate').click();
}

/** Sends a chat message to everyone in the conference; the chat must be open. */
export async function chat(person: Person, text: string): Promise<void> {
  await person.at('chat-composer').fill(text);
  await person.at('chat-send').click();
}

/** How this person's stay ended, as the exit card shows it. */
export async function readExit(person: Person): Promise<{ reason: string | null; words: string }> {
  const card = person.at('exited-card');
  await card.waitFor();
  return { reason: await card.getAttribute('data-reason'), words: (await card.textContent()) ?? '' };
}
