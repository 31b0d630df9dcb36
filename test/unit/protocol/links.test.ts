import { expect, test } from 'vitest';
import type { ConferenceId } from '../../../protocol/ids.ts';
import { conferenceLink, parseConferenceLink } from '../../../protocol/links.ts';

const id = 'conference-0001' as ConferenceId;

test.each(['http://127.0.0.1:7450', 'https://parley.example.org', 'http://[::1]:7450'])(
  '[CONF-1] a link says which conference, and where: %s',
  (serverUrl) => {
    expect(parseConferenceLink(conferenceLink(id, serverUrl))).toEqual({ conferenceId: id, serverUrl });
  },
);

test('[CONF-1] a bare ID, and a link without a server, mean the server one is signed in to', () => {
  expect(parseConferenceLink(`  ${id}\n`)).toEqual({ conferenceId: id });
  expect(parseConferenceLink(`parley://join/${id}`)).toEqual({ conferenceId: id });
  expect(parseConferenceLink(`parley://join/${id}/`)).toEqual({ conferenceId: id });
});

test.each([
  '',
  'short',
  'two words',
  'https://example.org/join/conference-0001',
  'parley://leave/conference-0001',
  'parley://join/short',
  `parley://join/${id}?server=`,
  `parley://join/${id}?server=javascript:alert(1)`,
  `parley://join/${id}?server=https%3A%2F%2Fuser%40example.org`,
  `parley://join/${id}?server=https%3A%2F%2Fexample.org%2Fpath`,
  `parley://join/${id}?server=%E0%A4%A`,
  `parley://join/${id}?server=https%3A%2F%2Fexample.org#fragment`,
])('anything else is refused: %s', (text) => {
  expect(() => parseConferenceLink(text)).toThrow(
    expect.objectContaining({ code: 'CONFERENCE_LINK_INVALID' }),
  );
});
