import { describe, expect, it } from 'vitest';
import { findChromium } from '../../../../build/setup/chromium.mjs';

const find = (present: string[], env: NodeJS.ProcessEnv, platform = 'linux') =>
  findChromium({ env, platform, executable: (file: string) => present.includes(file) });

describe('findChromium', () => {
  it('uses PARLEY_CHROMIUM first', () => {
    expect(find([], { PARLEY_CHROMIUM: '/opt/chrome', PATH: '/usr/bin' })).toBe('/opt/chrome');
  });

  it('finds the usual commands on PATH', () => {
    const env = { PATH: '/usr/local/bin:/usr/bin' };
    expect(find(['/usr/bin/google-chrome'], env)).toBe('/usr/bin/google-chrome');
    expect(find(['/usr/bin/google-chrome', '/usr/bin/chromium'], env)).toBe('/usr/bin/chromium');
    expect(find([], env)).toBeUndefined();
  });

  it('finds the usual places of macOS and Windows', () => {
    const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(find([mac], { PATH: '' }, 'darwin')).toBe(mac);
    const windows = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
    expect(find([windows], { PATH: '', ProgramFiles: 'C:\\Program Files' }, 'win32')).toBe(windows);
  });
});
