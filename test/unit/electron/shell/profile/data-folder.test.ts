import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  openDataFolder,
  openPrivately,
  writePrivately,
} from '../../../../../electron/shell/profile/data-folder.ts';
import { LogFile } from '../../../../../electron/shell/profile/log-file.ts';

const uid = process.getuid?.() ?? 0;
let home: string;
let folder: string;
let tightened: string[];
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'parley-data-'));
  folder = path.join(home, 'profile');
  tightened = [];
});
afterEach(() => rmSync(home, { recursive: true }));

const open = (options: { named?: boolean; uid?: number } = {}) =>
  openDataFolder(folder, { named: false, uid, tightened: (place) => tightened.push(place), ...options });
const modeOf = (name: string) => statSync(path.join(folder, name)).mode & 0o777;

describe('the data folder of a profile', () => {
  test('[SEC-5] is created with access for its user only', () => {
    expect(open()).toBe(folder);
    expect(modeOf('.')).toBe(0o700);
  });

  test('[SEC-5] modes that give other users access are tightened and reported', () => {
    mkdirSync(path.join(folder, 'logs'), { recursive: true });
    for (const name of ['settings.json', 'messages.db', 'logs/server.log']) {
      writeFileSync(path.join(folder, name), '');
      chmodSync(path.join(folder, name), 0o664);
    }
    chmodSync(folder, 0o775);
    open();
    expect(['.', 'logs', 'settings.json', 'messages.db', 'logs/server.log'].map(modeOf)).toEqual([
      ...[0o700, 0o700, 0o600, 0o600, 0o600],
    ]);
    expect(tightened).toContain(path.join(folder, 'messages.db'));
    expect(tightened).toContain(folder);
  });

  describe('that the user named and that exists already', () => {
    const entry = (name: string, mode: number) => {
      writeFileSync(path.join(folder, name), '');
      chmodSync(path.join(folder, name), mode);
    };
    const fill = (mode: number, ...names: string[]) => {
      mkdirSync(folder, { recursive: true });
      for (const name of names) entry(name, 0o644);
      chmodSync(folder, mode);
    };
    const fullMode = () => statSync(folder).mode & 0o7777;

    test.each([
      ['the shared folder of the system', 0o1777, ['other-program']],
      ['an empty folder of a group', 0o2775, []],
      ['a folder that everyone can write to', 0o777, ['thesis.odt', 'settings.json']],
      ['a shared folder with files of an earlier Parley only', 0o1777, ['settings.json', 'port']],
    ])('[SEC-5] %s is refused with advice, and keeps its mode', (_, mode, names) => {
      fill(mode, ...names);
      const before = fullMode();
      expect(() => open({ named: true })).toThrow(
        /can be changed by other users.*Choose a new folder inside it/,
      );
      expect(fullMode()).toBe(before);
      for (const name of names) expect(modeOf(name)).toBe(0o644);
    });

    test('[SEC-5] a folder with other files keeps its mode, and Parley’s files in it are tightened', () => {
      fill(0o755, 'thesis.odt', 'history.json');
      mkdirSync(path.join(folder, 'logs'));
      entry('logs/of-another-program', 0o644);
      chmodSync(path.join(folder, 'logs'), 0o755);
      open({ named: true });
      expect(['.', 'logs', 'thesis.odt', 'logs/of-another-program', 'history.json'].map(modeOf)).toEqual([
        ...[0o755, 0o755, 0o644, 0o644, 0o600],
      ]);
      expect(tightened).toEqual([path.join(folder, 'history.json')]);
    });

    test('[SEC-5] a folder with only Parley’s files is tightened', () => {
      fill(0o775, 'settings.json', 'messages.db', 'messages.db-wal', 'history.damaged-2026.json', 'port');
      mkdirSync(path.join(folder, 'logs'), { mode: 0o755 });
      entry('logs/parley.log', 0o644);
      open({ named: true });
      expect(['.', 'logs', 'logs/parley.log', 'port'].map(modeOf)).toEqual([0o700, 0o700, 0o600, 0o600]);
    });

    test('[SEC-5] a volume of the administrator with access for a group is refused with advice', () => {
      fill(0o770);
      expect(() => open({ named: true, uid: uid + 1 })).toThrow(
        /another user.*Choose a new folder inside it/,
      );
      expect(fullMode()).toBe(0o770);
    });
  });

  test('[SEC-5] a folder of another user is refused with the reason', () => {
    open();
    expect(() => open({ uid: uid + 1 })).toThrow(/belongs to another user/);
  });

  test.each(['settings.json', 'messages.db', 'lock.json', 'port', 'logs'])(
    '[SEC-5] a symbolic link in place of %s is not followed',
    (name) => {
      open();
      const precious = path.join(home, 'precious');
      writeFileSync(precious, 'precious');
      symlinkSync(precious, path.join(folder, name));
      expect(() => open()).toThrow(/is a link/);
      expect(readFileSync(precious, 'utf8')).toBe('precious');
    },
  );

  test('[SEC-5] a symbolic link that the user named is followed; a link at the default path is not', () => {
    const real = path.join(home, 'elsewhere');
    mkdirSync(real);
    symlinkSync(real, folder);
    expect(open({ named: true })).toBe(real);
    expect(() => open()).toThrow(/is a link/);
  });

  test('[SEC-5] later writes do not follow symbolic links either', () => {
    open();
    const precious = path.join(home, 'precious');
    writeFileSync(precious, 'precious');
    symlinkSync(precious, path.join(folder, 'port'));
    expect(() => writePrivately(path.join(folder, 'port'), '80')).toThrow(/ELOOP/);
    expect(() => openPrivately(path.join(folder, 'port'), 'append')).toThrow(/ELOOP/);
    expect(readFileSync(precious, 'utf8')).toBe('precious');
  });
});

describe('the log file', () => {
  test('keeps its lines, readable by its user only, with at most twice its size limit', () => {
    const file = path.join(folder, 'logs', 'parley.log');
    const log = new LogFile(file, { now: () => 0, maxBytes: 400 });
    for (let line = 0; line < 50; line += 1) log.write(`line ${line}`);
    log.close();
    const [current, old] = [file, path.join(folder, 'logs', 'parley.old.log')].map((each) => statSync(each));
    expect((current?.size ?? 0) + (old?.size ?? 0)).toBeLessThan(900);
    expect((current?.mode ?? 0) & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain('1970-01-01T00:00:00.000Z line 49\n');
  });

  test('continues after the lines of an earlier start', () => {
    const file = path.join(folder, 'parley.log');
    for (const word of ['one', 'two']) {
      const log = new LogFile(file, { now: () => 0 });
      log.write(word);
      log.close();
    }
    expect(readFileSync(file, 'utf8')).toMatch(/one\n.*two\n/);
  });
});
