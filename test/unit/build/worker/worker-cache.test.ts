import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkerCache } from '../../../../build/worker/worker-cache.mjs';

let folder: string;
let binary: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parley-cache-'));
  binary = path.join(folder, 'made');
  writeFileSync(binary, 'a worker');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('WorkerCache', () => {
  const place = () => path.join(folder, 'place');

  it('is empty at first, and then has the stored binary', () => {
    const cache = new WorkerCache(place());
    expect(cache.find()).toBeUndefined();
    const stored = cache.store(binary, { origin: 'compiled' });
    expect(cache.find()).toBe(stored);
    expect(readFileSync(stored, 'utf8')).toBe('a worker');
    expect(readdirSync(place()).sort()).toEqual(['mediasoup-worker', 'verdict.json']);
  });

  it('does not return a damaged binary', () => {
    const cache = new WorkerCache(place());
    appendFileSync(cache.store(binary, { origin: 'prebuilt' }), '!');
    expect(cache.find()).toBeUndefined();
  });

  it('does not return a binary without a readable record', () => {
    const cache = new WorkerCache(place());
    cache.store(binary, { origin: 'prebuilt' });
    writeFileSync(path.join(place(), 'verdict.json'), '{');
    expect(cache.find()).toBeUndefined();
  });

  it('does not return a binary of another system or recipe', () => {
    new WorkerCache(place(), { made: 'debian-12 a' }).store(binary, { origin: 'compiled' });
    expect(new WorkerCache(place(), { made: 'debian-12 a' }).find()).toBeDefined();
    expect(new WorkerCache(place(), { made: 'debian-13 a' }).find()).toBeUndefined();
  });
});
