import { describe, expect, test } from 'vitest';
import { externalLink } from '../../../../../electron/core/desktop/external-links.ts';

const refusal = (text: string) => {
  try {
    return externalLink(text);
  } catch (thrown) {
    return thrown;
  }
};

describe('links that open outside of Parley', () => {
  test.each([
    ['https://example.org/a?b=c#d', 'https://example.org/a?b=c#d'],
    ['http://example.org', 'http://example.org/'],
    ['HTTPS://EXAMPLE.org/x', 'https://example.org/x'],
    ['mailto:bob@example.org?subject=Hi', 'mailto:bob@example.org?subject=Hi'],
  ])('[SEC-4] %s is opened', (text, url) => {
    expect(externalLink(text)).toBe(url);
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    ' https://example.org',
    'https://example.org/a b',
    'file:///etc/passwd',
    'data:text/html,<script>alert(1)</script>',
    'blob:https://example.org/1',
    'vbscript:x',
    'smb://host/share',
    'parley://join/conference-1',
    'ms-settings:about',
    'https://user:secret@example.org/',
    'https://bank.example@evil.example/',
    'https://example.org/\u202Efdp.exe',
    'https://example.org\\@evil.example/',
    'mailto:bob@example.org?attach=/etc/passwd',
    'mailto:bob@example.org?Attachment=/etc/passwd',
    '--help',
    'https://',
    '',
  ])('[SEC-4] %j is refused, and the error does not contain it', (text) => {
    const thrown = refusal(text);
    expect(thrown).toMatchObject({ code: 'RPC_FORBIDDEN', context: { link: true } });
    if (text !== '') expect(JSON.stringify((thrown as { toWire(): object }).toWire())).not.toContain(text);
  });
});
