// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Person } from '../../../../../protocol/signaling/shapes.ts';
import { peopleNamed } from '../../../../../renderer/views/home/people-matching.ts';
import { preloadViews } from '../../../../../renderer/views/lazy-views.ts';
import { MountedPage } from '../../../../support/renderer/mounted-page.tsx';
import { callView } from '../../../../support/renderer/samples/session-view.ts';

const person = (displayName: string, presence = 'available') => {
  const name = displayName.normalize('NFD').replace(/[^a-zA-Z]/g, '');
  return Person.parse({ address: `${name.toLowerCase()}@example.org`, displayName, presence });
};
const [alice, bob, carol, dora, elodie] = [
  person('Alice'),
  person('Bob', 'in-call'),
  person('Carol', 'in-call'),
  person('Dora', 'offline'),
  person('Élodie Petit'),
];
const PEOPLE = [dora, carol, elodie, alice, bob];

test.each([
  ['', ['Élodie Petit', 'Carol', 'Dora']],
  ['car', ['Carol']],
  ['CAR', ['Carol']],
  ['elo', ['Élodie Petit']],
  ['petit el', ['Élodie Petit']],
  ['dora@exam', ['Dora']],
  ['nobody', []],
])('%o finds people by parts of name and address, reachable people first', (typed, names) => {
  const found = peopleNamed([dora, carol, elodie], typed);
  expect(found.map(({ displayName }) => displayName)).toEqual(names);
});

describe('search', () => {
  let page: MountedPage;
  beforeEach(async () => {
    await preloadViews();
    page = new MountedPage();
    page.show({ sessions: [callView()], people: PEOPLE });
    await page.press('add-people');
  });
  afterEach(() => page.close());

  const field = () => page.at<HTMLInputElement>('people-search');
  const names = () => page.all('found-person').map(({ dataset }) => dataset.address?.split('@')[0]);
  const pointed = () => page.all('found-person').find(({ dataset }) => dataset.pointed === 'true');
  const chosen = () => page.all('chosen-person').map((each) => each.textContent);
  const row = (name: string) => page.all('found-person')[names().indexOf(name)] as HTMLElement;

  test('begins in the field; the user and excluded people are not listed', () => {
    expect(document.activeElement).toBe(field());
    expect(names()).toEqual(['elodiepetit', 'carol', 'dora']);
  });

  test('arrows highlight people and Enter chooses, while the focus stays in the field', async () => {
    expect(field().hasAttribute('aria-activedescendant')).toBe(false);
    await page.key('ArrowDown', field());
    await page.key('ArrowDown', field());
    expect(field().getAttribute('aria-activedescendant')).toBe(row('carol').id);
    await page.key('ArrowUp', field());
    await page.key('ArrowUp', field());
    expect(pointed()).toBe(row('elodiepetit'));
    await page.key('Enter', field());
    expect(chosen()).toEqual(['Élodie Petit']);
    expect(row('elodiepetit').getAttribute('aria-selected')).toBe('true');
    expect(document.activeElement).toBe(field());
  });

  test('a name and Enter choose the first person found, and the field is ready for the next name', async () => {
    await page.type('people-search', 'car');
    expect(names()).toEqual(['carol']);
    await page.key('Enter', field());
    expect([chosen(), field().value, pointed()]).toEqual([['Carol'], '', undefined]);
    await page.type('people-search', 'zz');
    expect(page.words('add-people-dialog')).toContain('No one found');
    expect([names(), chosen()]).toEqual([[], ['Carol']]);
    expect(field().getAttribute('aria-expanded')).toBe('false');
  });

  test('choosing a person again deselects them, also with the button above the list', async () => {
    await page.press(row('carol'));
    await page.press(row('carol'));
    expect(chosen()).toEqual([]);
    await page.press(row('carol'));
    await page.press('chosen-person');
    expect(chosen()).toEqual([]);
  });

  test('offline and blocked people are listed with the reason, and cannot be chosen', async () => {
    page.show({ blocked: [carol.address] });
    expect(row('dora').textContent).toContain('Offline');
    expect(row('carol').textContent).toContain('Blocked by you');
    for (const name of ['dora', 'carol']) {
      expect(row(name).getAttribute('aria-disabled')).toBe('true');
      await page.press(row(name));
      await page.type('people-search', name);
      await page.key('Enter', field());
      await page.type('people-search', '');
    }
    expect(chosen()).toEqual([]);
  });

  test('a selected person who went offline can be deselected', async () => {
    await page.press(row('carol'));
    page.show({ people: [{ ...carol, presence: 'offline' }] });
    await page.press('chosen-person');
    expect(chosen()).toEqual([]);
  });
});
