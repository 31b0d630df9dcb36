import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConferenceId } from '../../../../protocol/ids.ts';
import {
  conferenceLink,
  conferenceLinkIn,
  parseConferenceLink,
  parseOwnConferenceLink,
} from '../../../../protocol/text/links.ts';

const id = 'conference-0001' as ConferenceId;

test.each(['http://127.0.0.1:7450', 'https://parley.example.org', 'http://[::1]:7450'])(
  '[CONF-1] a link names the conference and its server: %s',
  (serverUrl) => {
    expect(parseConferenceLink(conferenceLink(id, serverUrl))).toEqual({ conferenceId: id, serverUrl });
  },
);

test('[CONF-1] each link is read as it was written, alone and within a text', async () => {
  const ids = fc.stringMatching(/^[A-Za-z0-9_-]{16,40}$/).map((text) => ConferenceId.parse(text));
  const servers = fc
    .record({
      scheme: fc.constantFrom('http', 'https'),
      host: fc.oneof(fc.stringMatching(/^[a-z][a-z0-9]{0,9}\.example$/), fc.ipV4()),
      port: fc.integer({ min: 1_024, max: 65_535 }),
    })
    .map(({ scheme, host, port }) => `${scheme}://${host}:${port}`);
  await fc.assert(
    fc.property(ids, servers, (conferenceId, serverUrl) => {
      const link = conferenceLink(conferenceId, serverUrl);
      expect(parseConferenceLink(link)).toEqual({ conferenceId, serverUrl });
      expect(conferenceLinkIn(`Join us: <${link}>, at noon.`)).toBe(link);
    }),
  );
});

test('[CONF-1] a bare ID or a link without a server is for the server that the user is signed in to', () => {
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
  `parley://join/${id}?server=https://x.example。次`,
  `parley://join/${id}?server=https%3A%2F%2Fx.example%EF%BC%8Enext`,
  `parley://join/${id}?server=https://a@b.example`,
  `parley://join/${id}?server=https:%5C%5Cx.example`,
  `parley://join/${id}?server=https%3A%2F%2Fexample.org#fragment`,
])('anything else is refused: %s', (text) => {
  expect(() => parseConferenceLink(text)).toThrow(
    expect.objectContaining({ code: 'CONFERENCE_LINK_INVALID' }),
  );
});

const link = `parley://join/${id}`;
/** An ID as servers make it. */
const bare = 'Zk3vX0mN2Qe8hT5rAbCd1g';
const full = `${link}?server=https%3A%2F%2Fx.example%3A7450`;

test.each([
  [link, link],
  [bare, bare],
  [` ${bare}\n`, bare],
  [` ${full}\n`, full],
  ['PARLEY://JOIN/conference-0001', 'PARLEY://JOIN/conference-0001'],
  [`Join us here: ${full}.`, full],
  [`(${full})`, full],
  [`“${link}”, at nine`, link],
  [`<${link}>!`, link],
  [`${link} (passcode: open-sesame)`, link],
  [`${full}\nor once more: ${full}`, full],
  ['-_9vX0mN2Qe8hT5rAbCd-w', '-_9vX0mN2Qe8hT5rAbCd-w'],
])('[UI-6] the link in %j is found', (text, found) => {
  expect(conferenceLinkIn(text)).toBe(found);
});

test.each([
  '',
  'garbage',
  'see you tomorrow',
  'tomorrow',
  'see_you_tomorrow',
  'Tomorrowevening',
  'tomorrow-at-10',
  'SeeYouTomorrow',
  'JavaScript-Meetup',
  'Meeting2026-11',
  '004915123456789',
  'see-you-tomorrow-at-10',
  'See-You-Tomorrow-At-10',
  `${bare}x`,
  'https://example.org/join/conference-0001',
  `${link} or parley://join/conference-0002`,
  'parley://join/short',
  `${link}?server=javascript:alert`,
])('[UI-6] %j contains no conference link', (text) => {
  expect(() => conferenceLinkIn(text)).toThrow(expect.objectContaining({ code: 'CONFERENCE_LINK_INVALID' }));
});

test('[CONF-1] a link for another server is refused, whatever conferences our server has', () => {
  const own = ['http://127.0.0.1:7450', 'https://parley.example'];
  expect(() => parseOwnConferenceLink(full, own)).toThrow(
    expect.objectContaining({
      code: 'CONFERENCE_OTHER_SERVER',
      context: { server: 'x.example:7450', url: 'https://x.example:7450' },
    }),
  );
  for (const server of [...own, 'http://localhost:7450', 'HTTPS://PARLEY.example:443/']) {
    expect(parseOwnConferenceLink(conferenceLink(id, server), own).conferenceId).toBe(id);
  }
  expect(parseOwnConferenceLink(link, own)).toEqual({ conferenceId: id });
});
