import { expect, test } from 'vitest';
import * as z from 'zod';
import { JsonFileWriter, loadJsonFile } from '../../../../../electron/core/kernel/json-file.ts';
import { FakeJsonFile } from '../../../../support/core/fakes/fake-shell.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';

const schema = z.object({ entries: z.array(z.string()).default([]) });
const log = { info: () => {}, warn: () => {} };

test('[CONV-6] a damaged file gives way to an empty one, and the damage names the copy', () => {
  for (const kept of [new SyntaxError('bad JSON'), { entries: 7 }, 'text', []]) {
    const file = new FakeJsonFile('history', kept);
    const { value, damage } = loadJsonFile('history', file, schema);
    expect(value).toEqual({ entries: [] });
    expect(damage).toMatchObject({
      code: 'STORE_DAMAGED',
      context: { what: 'history', copy: 'history.damaged-1.json' },
    });
    expect(file.asides).toBe(1);
  }
});

test('[CONV-6] a first start is no damage, and a copy that cannot be made stops nothing', () => {
  expect(loadJsonFile('history', new FakeJsonFile('history'), schema)).toEqual({ value: { entries: [] } });
  const stubborn = new FakeJsonFile('history', 'text');
  stubborn.setAside = () => {
    throw new Error('read-only disk');
  };
  expect(loadJsonFile('history', stubborn, schema).damage?.context).toEqual({ what: 'history', copy: '' });
});

test('[CONV-2] many changes are one write, and closing writes what is left', async () => {
  const clock = new FakeClock();
  const file = new FakeJsonFile('history');
  let entries: string[] = [];
  const writer = new JsonFileWriter({ what: 'history', file, clock, log, content: () => ({ entries }) });
  for (const entry of ['one', 'two', 'three']) {
    entries = [...entries, entry];
    writer.changed();
  }
  expect(file.writes).toBe(0);
  await clock.pass(1_000);
  expect(file).toMatchObject({ writes: 1, kept: { entries: ['one', 'two', 'three'] } });
  entries = [];
  writer.changed();
  writer.flush();
  writer.flush();
  expect(file).toMatchObject({ writes: 2, kept: { entries: [] } });
  expect(clock.pending).toBe(0);
});

test('[CONV-6] a disk that refuses is logged, and closing tries again', () => {
  const file = new FakeJsonFile('history');
  const told: unknown[] = [];
  const writer = new JsonFileWriter({
    what: 'history',
    file,
    clock: new FakeClock(),
    content: () => ({}),
    log: { ...log, warn: (_message, facts) => told.push(facts) },
  });
  const write = file.write.bind(file);
  file.write = () => {
    throw new Error('disk full');
  };
  writer.changed();
  writer.flush();
  expect(told).toEqual([{ what: 'history', cause: 'Error: disk full' }]);
  file.write = write;
  writer.flush();
  writer.flush();
  expect(file.writes).toBe(1);
});
