import type { ReferState } from '../../../protocol/states/refer.ts';
import type { Person } from './person.ts';

async function choose(person: Person, name: string): Promise<void> {
  await person.at('people-search').fill(name);
  await person.at('found-person').filter({ hasText: name }).click();
}

/** Chooses whom to add to the call that is on stage, and stops before the click that does so. */
export async function chooseToAdd(person: Person, ...names: string[]): Promise<void> {
  await person.at('add-people').click();
  for (const name of names) await choose(person, name);
}

/** Adds others to the call that is on stage, up to the click that does so. */
export async function addPeople(person: Person, ...names: string[]): Promise<void> {
  await chooseToAdd(person, ...names);
  await person.at('add-people-submit').click();
}

/** Transfers the other side of the call on stage to somebody: at once, or after talking to them first. */
export async function transferTo(person: Person, name: string, how: 'now' | 'first' = 'now'): Promise<void> {
  await person.at('open-transfer').click();
  await choose(person, name);
  await person.at(how === 'now' ? 'transfer-now' : 'talk-first').click();
}

/** Resolves when a transfer by this person has come so far, as they read it. */
export async function transferIs(person: Person, state: ReferState): Promise<void> {
  await person
    .at('transfer')
    .and(person.page.locator(`[data-state=${state}]`))
    .waitFor();
}

/** Resolves when the call has become a conference for this person: nothing of the call is on screen. */
export async function inConference(person: Person): Promise<void> {
  await person.at('call-view').waitFor({ state: 'detached' });
  await person.at('conference-view').waitFor();
}
