import * as fs from 'node:fs';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepPrivate } from '../../../../protocol/local/private-places.ts';

const uid = process.getuid?.() ?? 0;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parley-places-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => path.join(folder, name);
const modeOf = (place: string) => statSync(place).mode & 0o777;
const ours = { files: fs, uid };

describe('places that only this user may read and change', () => {
  test('a missing place is not an error', () => {
    expect(keepPrivate(at('nothing'), 'file', ours)).toBe(false);
  });

  test.each([
    ['file', 0o644, 0o600],
    ['file', 0o620, 0o600],
    ['folder', 0o755, 0o700],
    ['folder', 0o777, 0o700],
  ] as const)('[SEC-5] a %s of mode %o is tightened and reported', (kind, mode, tight) => {
    const place = at('place');
    if (kind === 'file') writeFileSync(place, 'ours');
    else mkdirSync(place);
    chmodSync(place, mode);
    const told: string[] = [];
    expect(keepPrivate(place, kind, { ...ours, tightened: (what) => told.push(what) })).toBe(true);
    expect(modeOf(place)).toBe(tight);
    expect(keepPrivate(place, kind, { ...ours, tightened: (what) => told.push(what) })).toBe(true);
    expect(told).toEqual([place]);
  });

  test('[SEC-5] a secret that others could read is refused, and its mode is not changed', () => {
    writeFileSync(at('secret'), 'known', { mode: 0o640 });
    chmodSync(at('secret'), 0o640);
    expect(() => keepPrivate(at('secret'), 'file', { ...ours, strict: true })).toThrow(
      /read or changed by other/,
    );
    expect(modeOf(at('secret'))).toBe(0o640);
  });

  test('[SEC-5] a place of another user is refused with any mode', () => {
    writeFileSync(at('theirs'), '', { mode: 0o600 });
    expect(() => keepPrivate(at('theirs'), 'file', { ...ours, uid: uid + 1 })).toThrow(/another user/);
    expect(() => keepPrivate(folder, 'folder', { ...ours, uid: uid + 1 })).toThrow(/another user/);
  });

  test.each(['file', 'folder'] as const)('[SEC-5] a link in the place of a %s is refused', (kind) => {
    mkdirSync(at('folder'));
    writeFileSync(at('file'), '');
    symlinkSync(at(kind), at('link'));
    symlinkSync(at('nowhere'), at('dangling'));
    expect(() => keepPrivate(at('link'), kind, ours)).toThrow(/is a link/);
    expect(() => keepPrivate(at('dangling'), kind, ours)).toThrow(/is a link/);
  });

  test('a folder in the place of a file is refused, and the other way round', () => {
    mkdirSync(at('folder'));
    writeFileSync(at('file'), '');
    expect(() => keepPrivate(at('folder'), 'file', ours)).toThrow(/not a file/);
    expect(() => keepPrivate(at('file'), 'folder', ours)).toThrow(/not a folder/);
  });

  test('on Windows owners and modes are not checked', () => {
    writeFileSync(at('file'), '', { mode: 0o644 });
    expect(keepPrivate(at('file'), 'file', { files: fs, uid: undefined, strict: true })).toBe(true);
  });
});
