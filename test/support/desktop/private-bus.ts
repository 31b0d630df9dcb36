import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** All programs of this user may talk to each other. No service is started by name, so only the test's services run. */
const configuration = (folder: string) => `<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=${folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

/** A D-Bus session bus for one test. */
export interface PrivateBus {
  readonly address: string;
  /** Environment variables for programs that must use only this bus. */
  readonly env: { readonly DBUS_SESSION_BUS_ADDRESS: string };
  /** Stops the bus and removes its files. Idempotent. */
  stop(): Promise<void>;
}

/** Starts a real `dbus-daemon` (Debian package `dbus`). @throws Error when it cannot be started */
export async function startPrivateBus(): Promise<PrivateBus> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-bus-'));
  const file = path.join(folder, 'bus.conf');
  writeFileSync(file, configuration(folder));
  const args = [`--config-file=${file}`, '--nofork', '--nopidfile', '--print-address=1'];
  const daemon = spawn('dbus-daemon', args, { stdio: 'pipe' });
  const killAtExit = () => daemon.kill('SIGKILL');
  process.once('exit', killAtExit);
  const exited = new Promise<never>((_, reject) => {
    daemon.once('error', reject);
    let errors = '';
    daemon.stderr.on('data', (text) => {
      errors += text;
    });
    daemon.once('exit', (code) => reject(new Error(`dbus-daemon exited (${code}): ${errors}`)));
  });
  exited.catch(() => {});
  const lines = createInterface(daemon.stdout);
  const [address] = (await Promise.race([once(lines, 'line'), exited])) as [string];
  return {
    address,
    env: { DBUS_SESSION_BUS_ADDRESS: address },
    async stop() {
      if (daemon.exitCode === null && daemon.signalCode === null) {
        daemon.kill();
        await exited.catch(() => {});
      }
      process.off('exit', killAtExit);
      lines.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
