import { describe, expect, test } from 'vitest';
import { Backlogs, MAX_UNSENT_BYTES } from '../../../../server/gateway/backlog.ts';
import { checkShape } from '../../../../server/gateway/frame-shape.ts';
import { sourceOf } from '../../../../server/gateway/limits/source.ts';
import { packetOf } from '../../../../server/gateway/packets.ts';

describe('[RES-6] data that clients do not read', () => {
  const reader = (backlogs: Backlogs) => {
    const state = { buffered: 0, dropped: false };
    const backlog = backlogs.open({ buffered: () => state.buffered, drop: () => (state.dropped = true) });
    return { state, ...backlog };
  };

  test('a connection over its own limit is dropped, whether the data is queued or in the socket', () => {
    const backlogs = new Backlogs();
    const [waiting, buffered, reads] = [reader(backlogs), reader(backlogs), reader(backlogs)];
    waiting.queued(MAX_UNSENT_BYTES + 1);
    buffered.state.buffered = MAX_UNSENT_BYTES;
    buffered.queued(1);
    for (let count = 0; count < 10; count += 1) {
      reads.queued(MAX_UNSENT_BYTES - 1);
      reads.flushed();
    }
    expect([waiting, buffered, reads].map(({ state }) => state.dropped)).toEqual([true, true, false]);
  });

  test('over the common limit the fullest connection is dropped, and data that was read is not counted', () => {
    const backlogs = new Backlogs();
    const readers = Array.from({ length: 30 }, () => reader(backlogs));
    for (const [index, each] of readers.entries()) {
      each.queued(MAX_UNSENT_BYTES / 2 - index);
      if (index < 10) each.flushed();
    }
    expect(readers.some(({ state }) => state.dropped)).toBe(false);
    const more = Array.from({ length: 5 }, () => reader(backlogs));
    for (const each of more) each.queued(MAX_UNSENT_BYTES / 2 - 100);
    expect(readers[10]?.state.dropped).toBe(true);
    expect([...readers, ...more].filter(({ state }) => state.dropped)).toHaveLength(1);
  });
});

test.each([
  ['3', 'heartbeat'],
  ['40', 'connect'],
  ['40{"token":"x"}', 'connect'],
  ['41', 'disconnect'],
  ['42["request",{', 'request'],
  ['4212["request",{', 'request'],
  ['42["request"]', 'refused'],
  ['42[ "request",{', 'refused'],
  ['42["requests",{', 'refused'],
  ['42["error",{', 'refused'],
  ['42/admin,["request",{', 'refused'],
  ['451-7["request",{', 'refused'],
  ['461-7[', 'refused'],
  ['43[', 'refused'],
  ['40/admin,{', 'refused'],
  ['44{', 'refused'],
  ['2', 'refused'],
  ['', 'refused'],
])('[RES-6] the packet %s has the kind %s', (header, kind) => {
  expect(packetOf(header).kind).toBe(kind);
});

test.each([
  ['451-7["request",{', '7'],
  ['4212["error",{', '12'],
  ['42["error",{', ''],
  [`42${'9'.repeat(40)}["request",`, ''],
])('the packet %s asks for the acknowledgement %j', (header, ackId) => {
  expect(packetOf(header)).toEqual({ kind: 'refused', ackId });
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  [undefined, 'unknown'],
])('the source of %s is %s', (address, source) => {
  expect(sourceOf(address)).toBe(source);
});

describe('[RES-6] the shape of a request', () => {
  const nested = (depth: number): unknown => (depth === 0 ? 0 : [nested(depth - 1)]);
  const fields = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at]));

  test.each([
    ['600 items', Array(600).fill(0), true],
    ['601 items', Array(601).fill(0), false],
    ['64 fields', fields(64), true],
    ['65 fields', fields(65), false],
    ['16 levels', nested(16), true],
    ['17 levels', nested(17), false],
    ['20,000 values in small lists', Array(400).fill(Array(50).fill(0)), false],
  ])('%s', (_what, value, fits) => {
    const look = () => checkShape(value);
    if (fits) expect(look).not.toThrow();
    else expect(look).toThrow(expect.objectContaining({ code: 'PROTOCOL_MALFORMED' }));
  });
});
