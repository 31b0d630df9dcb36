import type { ReferState } from '../../../protocol/states/refer.ts';
import type { Person } from './person.ts';

async function choose(person: Person, name: string): Promise<void> {
  await person.at('people-search').fill(name);
  await person.at('found-person').filter({ hasText: name }).click();
}

/** Chooses people to add to the call on stage, and stops before the click that adds them. */
export async function chooseToAdd(person: Person, ...names: string[]): Promise<void> {
  await person.at('add-people').click();
  for (const name of names) await choose(person, name);
}

/** Adds people to the call on stage, including the click that adds them. */
export async function addPeople(person: Person, ...names: string[]): Promise<void> {
  await chooseToAdd(person, ...names);
  await person.at('add-people-submit').click();
}

/** Transfers the other side of the call on stage: blind, or attended after talking to the target first. */
export async function transferTo(person: Person, name: string, how: 'now' | 'first' = 'now'): Promise<void> {
  await person.at('open-transfer').click();
  await choose(person, name);
  await person.at(how === 'now' ? 'transfer-now' : 'talk-first').click();
}

/** Resolves when the screen of this person shows this state of the transfer. */
export async function untilTransferIs(person: Person, state: ReferState): Promise<void> {
  await person
    .at('transfer')
    .and(person.page.locator(`[data-state=${state}]`))
    .waitFor();
}

/** Resolves when the call has become a conference for this person, and the call is no longer on screen. */
export async function inConference(person: Person): Promise<void> {
  await person.at('call-view').waitFor({ state: 'detached' });
  await person.at('conference-view').waitFor();
}
