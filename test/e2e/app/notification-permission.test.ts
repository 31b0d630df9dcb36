import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, rowOf } from '../../support/program/person.ts';
import { type OpenWorld, openWorld } from '../../support/program/world.ts';

let world: OpenWorld;
let alice: Person;
beforeAll(async () => {
  world = await openWorld();
  alice = await world.signIn('Alice');
});
afterAll(() => world?.close());

test('[NOTE-1] after signing in by --name the user reads that notifications are off; once allowed, a ringing call is shown', async () => {
  const bob = await world.start('Bob', { args: ['--name', 'Bob'] });
  await bob.at('home').waitFor();
  await bob.at('notification-notice').waitFor();
  await rowOf(alice, 'Bob').getByTestId('call-audio').click();
  await bob.at('incoming-card').waitFor();
  // A headless browser shows no notifications, so this records what the page asks it to show.
  const title = await bob.page.evaluateHandle(() => {
    const { showNotification } = ServiceWorkerRegistration.prototype;
    const asked = new Promise<string>((resolve) => {
      ServiceWorkerRegistration.prototype.showNotification = function (title, options) {
        resolve(title);
        return showNotification.call(this, title, options);
      };
    });
    return { asked };
  });
  await bob.page.context().grantPermissions(['notifications']);
  await bob.at('notification-notice').waitFor({ state: 'detached' });
  expect(await title.evaluate(({ asked }) => asked)).toBe('Alice is calling');
  await alice.at('cancel-call').click();
  await bob.at('incoming-card').waitFor({ state: 'detached' });
});
