import type {
  Fetch,
  JsonFile,
  ProfileFiles,
  ServerChild,
  ShellPort,
  ShellStatus,
} from '../../../../electron/core/ports.ts';
import { ParleyError } from '../../../../protocol/errors.ts';
import type { ServerReport } from '../../../../protocol/local/embedded.ts';
import { serverProofText } from '../../../../protocol/local/local-proof.ts';
import { PROTOCOL_VERSION } from '../../../../protocol/version.ts';
import { MemorySecrets } from '../../program/local-secrets.ts';

/** A server that answers, and how it differs from a Parley server of our user. */
interface FakeServer {
  health?: object;
  token?: object;
  tokenStatus?: number;
  /** What it answers to a challenge, in the place of the proof that it is our user's. */
  proof?: string;
}

/** What answers over HTTP on this fake machine, by origin. */
export class FakeNetwork {
  readonly #servers = new Map<string, FakeServer>();
  /** Of our user's servers on this machine. */
  readonly secrets = new MemorySecrets();
  /** What servers were told, in order. */
  readonly told: { origin: string; pathname: string; body: unknown }[] = [];

  /** Makes a Parley server (or whatever `health` says that it is) answer. */
  serve(origin: string, { health = {}, ...rest }: FakeServer = {}) {
    const port = Number(new URL(origin).port);
    this.secrets.publish(port, Buffer.from(`secret at ${port}`));
    const ours = { service: 'parley', status: 'ok', version: '0.1.0', protocolVersion: PROTOCOL_VERSION };
    this.#servers.set(origin, { health: { ...ours, issuesTokens: true, ...health }, ...rest });
  }

  silence(origin: string): void {
    this.#servers.delete(origin);
  }

  readonly fetch: Fetch = async (address, init) => {
    const { origin, pathname, port } = new URL(address);
    const server = this.#servers.get(origin);
    if (server === undefined) throw new TypeError('fetch failed');
    if (pathname === '/healthz') return Response.json(server.health);
    const body = JSON.parse(String(init?.body));
    this.told.push({ origin, pathname, body });
    if (pathname === '/challenge') {
      const challenge = 'challenge-of-the-server';
      const text = serverProofText({ nonce: body.nonce, challenge });
      return Response.json({ challenge, proof: server.proof ?? this.secrets.sign(Number(port), text) });
    }
    const token = server.token ?? { token: 'token-of-the-server', address: 'alice@parley.localhost' };
    return Response.json(token, { status: server.tokenStatus ?? 200 });
  };
}

/** Plays the shell: starts servers that report what the test says. */
export class FakeShell implements ShellPort {
  readonly kind = 'none';
  readonly started: Record<string, string>[] = [];
  stopped = 0;
  activities: string[] = [];
  /** The latest that was told. */
  status: ShellStatus | undefined;
  shows = 0;
  readonly opened: string[] = [];
  /** Whether this system opens links. */
  opens = true;
  /** What the next server that is started does; the first is taken for each start, the last stays. */
  behaviours: ((env: Record<string, string>) => ServerReport)[];
  #die: () => void = () => {};

  constructor(network: FakeNetwork) {
    this.behaviours = [
      (env) => {
        const url = `http://127.0.0.1:${env.PARLEY_PORT}`;
        network.serve(url);
        return { type: 'listening', url };
      },
    ];
  }

  startServer(env: Record<string, string>): ServerChild {
    this.started.push(env);
    const [behave] = this.behaviours.length > 1 ? this.behaviours.splice(0, 1) : this.behaviours;
    const exited = new Promise<void>((resolve) => {
      this.#die = resolve;
    });
    if (behave === undefined) throw new Error('no behaviour');
    return {
      report: Promise.resolve(behave(env)),
      exited,
      stop: async () => {
        this.stopped += 1;
        this.#die();
      },
    };
  }

  showWindow(): void {
    this.shows += 1;
  }

  showStatus(status: ShellStatus): void {
    this.status = status;
    this.activities.push(status.activity);
  }

  async openExternal(url: string): Promise<void> {
    if (!this.opens) throw new ParleyError('LINK_NOT_OPENED', 'nothing opens links here');
    this.opened.push(url);
  }
}

/** A kept file in memory. */
export class FakeJsonFile implements JsonFile {
  kept: unknown;
  asides = 0;
  writes = 0;
  readonly #name: string;

  constructor(name: string, kept?: unknown) {
    this.#name = name;
    this.kept = kept;
  }

  read(): unknown {
    if (this.kept instanceof Error) throw this.kept;
    return this.kept;
  }

  write(content: Record<string, unknown>): void {
    this.writes += 1;
    this.kept = JSON.parse(JSON.stringify(content));
  }

  setAside(): string {
    this.asides += 1;
    this.kept = undefined;
    return `${this.#name}.damaged-1.json`;
  }
}

/** Every kept file of a profile, in memory. */
export class FakeProfileFiles implements ProfileFiles {
  readonly settings: FakeJsonFile;
  readonly conversations: FakeJsonFile;
  readonly history: FakeJsonFile;

  constructor(kept: { settings?: unknown; conversations?: unknown; history?: unknown } = {}) {
    this.settings = new FakeJsonFile('settings', kept.settings);
    this.conversations = new FakeJsonFile('conversations', kept.conversations);
    this.history = new FakeJsonFile('history', kept.history);
  }
}
