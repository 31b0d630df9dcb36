import { describe, expect, test } from 'vitest';
import { MAX_TEXT_BYTES, MessageText } from '../../../../../protocol/messages.ts';
import { draftOf } from '../../../../../renderer/state/conversations/message-draft.ts';
import { piecesOf, shownText } from '../../../../../renderer/state/conversations/message-text.ts';
import { isReadNow } from '../../../../../renderer/state/conversations/reading.ts';

const urlsOf = (text: string) => piecesOf(text).flatMap(({ url }) => (url === undefined ? [] : [url]));

describe('links in messages', () => {
  test.each([
    ['see https://example.org.', 'https://example.org/'],
    ['HTTP://EXAMPLE.ORG/A?b=c#d!', 'http://example.org/A?b=c#d'],
    ['(https://example.org/a_(b))', 'https://example.org/a_(b)'],
    ['“https://example.org/x”, he wrote', 'https://example.org/x'],
    ['mailto:ann@example.org?subject=Hi', 'mailto:ann@example.org?subject=Hi'],
    ['https://example.org/غرفة', 'https://example.org/%D8%BA%D8%B1%D9%81%D8%A9'],
    ['https://[::1]:8080/x', 'https://[::1]:8080/x'],
    ['https://müller.example/ü', 'https://xn--mller-kva.example/%C3%BC'],
  ])('%s', (text, url) => {
    expect(urlsOf(text)).toEqual([url]);
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt://example.org/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'vbscript:x smb://host/x ftp://example.org parley://x tel:112',
    'parley://join/short parley://leave/conference-0001',
    'https://example.org@evil.example',
    'https://ｅｘａｍｐｌｅ.org/',
    'https://exam\u00adple.org/',
    'https://ex%61mple.org/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://example.org\\@evil.example',
    'https://google.com@evil.example/',
    'https://user:secret@example.org',
    'https://',
    'http://?x',
    'mailto:',
    'mailto:nobody',
    'mailto:?to=x@example.org',
    'xhttps://example.org',
    'www.example.org',
    `https://example.org/${'a'.repeat(2_000)}`,
    `https://example.org/${'ü'.repeat(700)}`,
    'https://exa mple',
    'https://%zz',
  ])('none in %s', (text) => {
    const harmless = ['https://exa/', 'https://example.org/'];
    const urls = urlsOf(text).filter((url) => !harmless.includes(url));
    expect(urls).toEqual([]);
  });

  const shownIn = (text: string) => piecesOf(text).flatMap(({ text: shown, url }) => (url ? [shown] : []));

  test.each([
    ['https://example.org/a_', 'https://example.org/a_'],
    ['https://example.org/a~', 'https://example.org/a~'],
    ['https://example.org/a*, then', 'https://example.org/a*'],
    ['https://example.org/a_~*b', 'https://example.org/a_~*b'],
    ['see https://example.org/wiki/خانه\u200c.', 'https://example.org/wiki/خانه\u200c'],
    ['https://example.org/می\u200cخواهم؟', 'https://example.org/می\u200cخواهم'],
    ['(https://example.org/a_)', 'https://example.org/a_'],
    ['[https://example.org/a(b)[c]]', 'https://example.org/a(b)[c]'],
    ['[here](https://example.org/a), or', 'https://example.org/a'],
    ['{https://example.org/?q={x}}', 'https://example.org/?q={x}'],
    ['<https://example.org/a_>', 'https://example.org/a_'],
    ['"https://example.org/a~".', 'https://example.org/a~'],
    ['‘https://example.org/a’.', 'https://example.org/a'],
    ['„https://example.org/a“', 'https://example.org/a'],
    ['*https://example.org/a*', 'https://example.org/a'],
    ['**https://example.org/a.**', 'https://example.org/a'],
    ['_https://example.org/a_b_.', 'https://example.org/a_b'],
    ['~https://example.org/a*', 'https://example.org/a*'],
    ['见 https://example.org/a。然后', 'https://example.org/a'],
    ['请看https://example.org/a。', 'https://example.org/a'],
    ['見てhttps://example.org/a、ね', 'https://example.org/a'],
    ['ดูhttps://example.org/a', 'https://example.org/a'],
    ['（https://example.org/a）', 'https://example.org/a'],
    ['https://example.org/a…', 'https://example.org/a'],
  ])('[UI-6] %j holds all of the link, and nothing of the sentence', (text, link) => {
    expect(shownIn(text)).toEqual([link]);
  });

  test.each([
    ['https://x.example。次', 'https://x.example', 'x.example'],
    ['https://x.example．next/', 'https://x.example', 'x.example'],
    ['https://x.example｡next/', 'https://x.example', 'x.example'],
  ])('[UI-6] %j opens no other host than it shows', (text, link, host) => {
    expect(shownIn(text)).toEqual([link]);
    expect(new URL(urlsOf(text)[0] ?? '').hostname).toBe(host);
  });

  test.each([
    'Join parley://join/conference-0001?server=https%3A%2F%2Fx.example.',
    '(parley://join/conference-0001?server=https%3A%2F%2Fx.example)',
    '“parley://join/conference-0001?server=https%3A%2F%2Fx.example”, at nine',
  ])('[UI-6] a conference link in %j is one', (text) => {
    expect(urlsOf(text)).toEqual(['parley://join/conference-0001?server=https%3A%2F%2Fx.example']);
  });

  test('a direction override ends a link instead of turning it round', () => {
    expect(urlsOf('https://example.org/\u202egro.live//:sptth')).toEqual([
      'https://example.org/gro.live//:sptth',
    ]);
    expect(urlsOf('https://example.org\u200f.evil.example')).toEqual(['https://example.org/']);
  });

  test.each([
    '<img src=x onerror=alert(1)> https://a.example/<b> and mailto:a@b.example, https://c.example)).',
    'no link',
    '',
    'https://a.example https://b.example',
  ])('the pieces together are the text: %j', (text) => {
    expect(
      piecesOf(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });

  test('a message full of links makes at most 200 links, and loses none of its text', () => {
    const text = 'http://a.example '.repeat(3_800);
    const pieces = piecesOf(text);
    expect(pieces.filter(({ url }) => url)).toHaveLength(200);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  });

  test.each(['http://', ')', 'http://a)', 'mailto:a@', '.', 'https://a.example/('])(
    'the longest message of %j alone is read in no time',
    (part) => {
      const text = `https://a.example/${part.repeat(Math.floor(60_000 / part.length))}`;
      const startedMs = performance.now();
      piecesOf(text);
      expect(performance.now() - startedMs).toBeLessThan(500);
    },
  );
});

describe('text as it is shown', () => {
  test('control characters that reach beyond their message are not shown; marks, joiners and lines are', () => {
    expect(shownText('a\u202eb\u2066c\u2069\u0000\u0007\u001b[31m\ufeff')).toBe('abc[31m');
    expect(shownText('one\r\ntwo\rthree\u2028four\tfive')).toBe('one\ntwo\nthree\nfour\tfive');
    expect(shownText('👨‍👩‍👧 \u200fשלום')).toBe('👨‍👩‍👧 \u200fשלום');
  });
});

describe('[RES-6] the size of a message', () => {
  test.each([
    ['a', MAX_TEXT_BYTES],
    ['ü', MAX_TEXT_BYTES / 2],
    ['😀', MAX_TEXT_BYTES / 4],
  ])('%s: 64 KiB go, and one byte more does not', (letter, count) => {
    const whole = letter.repeat(count);
    expect(draftOf(whole)).toEqual({ text: whole, bytes: MAX_TEXT_BYTES, surplusBytes: 0, canSend: true });
    expect(draftOf(`a${whole}`)).toMatchObject({ surplusBytes: 1, canSend: false });
    expect(MessageText.safeParse(whole).success).toBe(true);
    expect(MessageText.safeParse(`a${whole}`).success).toBe(false);
  });

  test('bytes are counted once they come near the limit', () => {
    expect(draftOf('short').bytes).toBeUndefined();
    expect(draftOf('a'.repeat(MAX_TEXT_BYTES * 0.5)).bytes).toBeUndefined();
    expect(draftOf('a'.repeat(60_000)).bytes).toBe(60_000);
  });

  test('only space is no message; space at the end is not sent', () => {
    expect(draftOf(' \n\t ').canSend).toBe(false);
    expect(draftOf('').canSend).toBe(false);
    expect(draftOf('  a \n\n')).toMatchObject({ text: '  a', canSend: true });
  });
});

describe('[SES-2] [NOTE-4] messages are read', () => {
  const seen = { unread: 2, isAtEnd: true, isVisible: true, hasFocus: true };

  test('when the user can see the end of the conversation', () => {
    expect(isReadNow(seen)).toBe(true);
  });

  test.each([{ unread: 0 }, { isAtEnd: false }, { isVisible: false }, { hasFocus: false }])(
    'and not otherwise: %j',
    (change) => {
      expect(isReadNow({ ...seen, ...change })).toBe(false);
    },
  );
});
