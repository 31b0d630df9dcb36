import type { Person } from './person.ts';

/** Creates and joins a conference. @returns its link */
export async function createConference(person: Pick<Person, 'at'>): Promise<string> {
  await person.at('new-conference').click();
  await person.at('conference-view').waitFor();
  return person.at('conference-link').inputValue();
}

/** Enters the link and stops before the click that joins. */
export async function prepareJoin(person: Person, link: string): Promise<void> {
  await person.at('join-link').fill(link);
  await person.at('join-submit').click();
  await person.at('join-preview-submit').waitFor();
}

/** Joins by link; resolves when the person is in. */
export async function joinConference(person: Person, link: string): Promise<void> {
  await prepareJoin(person, link);
  await person.at('join-preview-submit').click();
  await person.at('conference-view').waitFor();
}

/** Invites a person to the conference that `person` is in. */
export async function invite(person: Person, other: string): Promise<void> {
  await person.at('invite-people').click();
  await person.at('invite-row').filter({ hasText: other }).getByTestId('invite-person').click();
  await person.page.keyboard.press('Escape');
}

/** Leaves the conference and dismisses the exit card. @returns the reason on the card */
export async function leaveConference(person: Person): Promise<string | null> {
  await person.at('leave').click();
  const card = person.at('exited-card');
  const reason = await card.getAttribute('data-reason');
  await card.getByTestId('dismiss-ended').click();
  await person.at('home').waitFor();
  return reason;
}
