import { describe, expect, it } from 'vitest';
import { CommandFailed } from '../../../../build/processes/logged-command.mjs';
import { ensureSystemPackages } from '../../../../build/setup/system-packages.mjs';

const wanted = [{ package: 'chromium' }, { package: 'xvfb' }, { package: 'dbus', present: () => true }];

function fakeHost(changes: object = {}) {
  const installed: string[] = [];
  const host = {
    installed,
    hasApt: () => true,
    isRoot: () => true,
    missing: (names: string[]) => names.filter((name) => name !== 'xvfb'),
    install: async (names: string[]) => void installed.push(...names),
    ...changes,
  };
  return host;
}

const ensure = (host: ReturnType<typeof fakeHost>, packages = wanted) =>
  ensureSystemPackages(packages, { purpose: 'to run the tests', host: host as never });

describe('ensureSystemPackages', () => {
  it('installs missing packages as root', async () => {
    const host = fakeHost();
    await ensure(host);
    expect(host.installed).toEqual(['chromium']);
  });

  it('does not ask dpkg if everything is found', async () => {
    const refuse = () => expect.unreachable();
    await ensure(fakeHost({ hasApt: refuse, missing: refuse }), [{ package: 'dbus', present: () => true }]);
  });

  it('prints the command to run for other users', async () => {
    const host = fakeHost({ isRoot: () => false });
    await expect(ensure(host)).rejects.toThrow(
      /needed to run the tests: chromium[\s\S]*sudo apt-get install -y --no-install-recommends chromium\n/,
    );
    expect(host.installed).toEqual([]);
  });

  it('names the missing packages without apt', async () => {
    await expect(ensure(fakeHost({ hasApt: () => false }))).rejects.toThrow('chromium, xvfb. Install them');
  });

  it.each([
    ['Could not resolve host', /archive cannot be reached/],
    ['dpkg: error processing', /dpkg: error processing/],
  ])('names the missing packages if apt-get fails with "%s"', async (output, message) => {
    const install = async () => {
      throw new CommandFailed({
        title: 'apt-get',
        reason: 'ended with code 100',
        output,
        logFile: 'apt.log',
      });
    };
    await expect(ensure(fakeHost({ install }))).rejects.toThrow(message);
    await expect(ensure(fakeHost({ install }))).rejects.toThrow('to run the tests: chromium');
  });
});
