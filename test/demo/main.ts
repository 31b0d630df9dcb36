/** `npm run demo -- --json FILE --shots DIR`: a headless tour with real media. Exit code 1 if a step fails. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openWorld } from '../support/program/world.ts';
import { takeTour } from './steps.ts';
import { Tour } from './tour.ts';

const { values } = parseArgs({ options: { json: { type: 'string' }, shots: { type: 'string' } } });
const tour = new Tour(values.shots, (line) => process.stdout.write(`${line}\n`));
// The first person's main starts the server for all. It lets an unanswered call ring for only six seconds.
const timings = JSON.stringify({ invitationExpiryMs: 6_000 });
const world = await openWorld([], { env: { PARLEY_TIMINGS: timings } });
try {
  await takeTour(tour, world);
} finally {
  await world.close();
}
if (values.json !== undefined) {
  await writeFile(values.json, `${JSON.stringify({ ok: tour.ok, steps: tour.steps }, null, 2)}\n`);
}
process.exitCode = tour.ok ? 0 : 1;
