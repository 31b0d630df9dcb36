import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type ErrorCode, ParleyError, type WireError } from '../protocol/errors.ts';
import type { Alert, AppState, AppStateChange, SessionView, StayView } from '../protocol/rpc/app-state.ts';
import type { CommandData, CommandName } from '../protocol/rpc/commands.ts';
import type { BridgeStatus } from './bridge.ts';
import type { SendCommand } from './media/media-ports.ts';

/** What the interface asks for. Each resolves when main has taken it; a failure becomes an alert, never a throw. */
export type Ask = <Name extends CommandName>(name: Name, data: CommandData<Name>) => Promise<boolean>;

/** The part of main's state that the interface reads, and the way to ask for changes. No rules of its own. */
export class Store {
  readonly bridge: ReadonlySignal<BridgeStatus>;
  readonly #send: SendCommand;
  readonly #state: Signal<AppState | null> = signal(null);
  readonly #failures: Signal<readonly Alert[]> = signal([]);
  #early: AppStateChange = {};
  #failureCount = 0;

  constructor(options: { bridge: ReadonlySignal<BridgeStatus>; send: SendCommand }) {
    this.bridge = options.bridge;
    this.#send = options.send;
  }

  /** Main's state; null before the first attach. */
  get state(): ReadonlySignal<AppState | null> {
    return this.#state;
  }

  /** Sessions that ring here. */
  readonly incoming = computed(() => this.#sessions().filter(({ state }) => state === 'incoming'));

  /** The session on stage: the newest that our user has begun, accepted, or not yet read the end of. */
  readonly current: ReadonlySignal<SessionView | null> = computed(() => {
    const begun = this.#sessions().filter(({ state }) => state !== 'incoming' && state !== 'idle');
    return begun.findLast(({ state }) => state !== 'terminated') ?? begun.at(-1) ?? null;
  });

  /** The stay in a conference, or the one whose end is not read yet. */
  readonly stay: ReadonlySignal<StayView | null> = computed(() => this.#state.value?.stay ?? null);

  /** What the user should read once: main's alerts, and failures of what this page asked for. */
  readonly alerts: ReadonlySignal<readonly Alert[]> = computed(() => {
    const state = this.#state.value;
    const shown = new Set<ErrorCode>(shownElsewhere(state).map(({ code }) => code));
    const all = [...(state?.alerts ?? []), ...this.#failures.value];
    return all.filter(({ error }) => {
      const isNew = !shown.has(error.code);
      shown.add(error.code);
      return isNew;
    });
  });

  /** Takes the whole state. */
  attach(state: AppState): void {
    this.#state.value = { ...state, ...this.#early };
    this.#early = {};
  }

  /** Takes the parts that changed. One that overtakes the first whole state is kept for it. */
  change(change: AppStateChange): void {
    const state = this.#state.value;
    if (state) this.#state.value = { ...state, ...change };
    else this.#early = { ...this.#early, ...change };
  }

  /** Asks main; false when it failed, and then the user reads why. */
  readonly ask: Ask = async (name, data) => {
    try {
      await this.#send(name, data);
      return true;
    } catch (thrown) {
      this.#addFailure(ParleyError.from(thrown, 'CONNECTION_LOST').toWire());
      return false;
    }
  };

  /** The user has read this alert. */
  dismissAlert(id: string): void {
    const code = this.alerts.value.find((alert) => alert.id === id)?.error.code;
    // The same failure may stand in both lists; it was read as one.
    this.#failures.value = this.#failures.value.filter(({ error }) => error.code !== code);
    for (const alert of this.#state.value?.alerts ?? []) {
      if (alert.error.code === code) void this.ask('dismiss-alert', { id: alert.id });
    }
  }

  #addFailure(error: WireError): void {
    this.#failureCount += 1;
    const others = this.#failures.value.filter((alert) => alert.error.code !== error.code);
    this.#failures.value = [...others, { id: `page-${this.#failureCount}`, error }];
  }

  #sessions(): readonly SessionView[] {
    return this.#state.value?.sessions ?? [];
  }
}

/** Errors that a view shows in place, so that they need no alert. */
function shownElsewhere(state: AppState | null): WireError[] {
  if (!state) return [];
  const ended = state.sessions.filter((session) => session.state === 'terminated');
  const errors = [state.registration.error, state.stay?.error, ...ended.map(({ error }) => error)];
  return errors.filter((error) => error !== undefined);
}
