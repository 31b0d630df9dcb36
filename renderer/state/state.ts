import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type ErrorCode, ParleyError, type WireError } from '../../protocol/errors.ts';
import type { Alert, AppState, StayView } from '../../protocol/rpc/app-state.ts';
import type { CommandData, CommandName, CommandReply } from '../../protocol/rpc/commands.ts';
import type { AnsweredCall, SessionView } from '../../protocol/rpc/session-view.ts';
import type { BridgeStatus } from '../bridge/bridge.ts';
import type { SendCommand } from '../bridge/send-command.ts';
import { isAlertOver, liveIds } from './alert-life.ts';
import {
  callOnStage,
  endingsAside,
  heldAside,
  isMissed,
  isRinging,
  isShare,
  liveShares,
  needsNoReading,
  screenOnStage,
} from './sessions.ts';
import { askedReferrals } from './transfers.ts';

/** Sends a command of the interface. Returns main's reply, or null: a failure becomes an alert, never a throw. */
export type Ask = <Name extends CommandName>(
  name: Name,
  data: CommandData<Name>,
) => Promise<CommandReply<Name> | null>;

/** A command of this page that failed: which command, and about which calls or conferences. */
interface Failure extends Alert {
  readonly command: CommandName;
  readonly ids: readonly string[];
}

/** The part of main's state that the interface reads, and the way to ask for changes. No rules of its own. */
export class Store {
  readonly bridge: ReadonlySignal<BridgeStatus>;
  readonly #send: SendCommand;
  readonly #state: Signal<AppState | null> = signal(null);
  readonly #failures: Signal<readonly Failure[]> = signal([]);
  readonly #after: ((delayMs: number, action: () => void) => void) | undefined;
  #failureCount = 0;

  /** `after` runs an action later: for alerts that say how long they last. */
  constructor(options: {
    bridge: ReadonlySignal<BridgeStatus>;
    send: SendCommand;
    after?: (delayMs: number, action: () => void) => void;
  }) {
    this.bridge = options.bridge;
    this.#after = options.after;
    this.#send = options.send;
  }

  /** Main's state; null before the first attach. */
  get state(): ReadonlySignal<AppState | null> {
    return this.#state;
  }

  /** Everything that rings here: calls, offered screens, invitations to conferences. */
  readonly invitations = computed(() => this.#sessions().filter(isRinging));

  /** Calls in which our user is asked whether they agree to be transferred. */
  readonly referrals = computed(() => askedReferrals(this.#sessions()));

  /** Calls and invitations to conferences that came and ended without an answer of ours, newest last. */
  readonly missed = computed(() =>
    this.#sessions()
      .filter(isMissed)
      .filter((session) => !isShare(session)),
  );

  /** Sessions that ended and leave nothing to read. */
  readonly silent = computed(() => this.#sessions().filter(needsNoReading));

  /** The call on stage: our user has begun or accepted it, or has not read its end yet. */
  readonly current: ReadonlySignal<AnsweredCall | null> = computed(() =>
    callOnStage(this.#sessions(), this.stay.value),
  );

  /** Live calls that are not on stage. */
  readonly held = computed(() => heldAside(this.#sessions(), this.stay.value));

  /** Screens that are shown now, ours (outgoing) and theirs (incoming). */
  readonly shares = computed(() => liveShares(this.#sessions()));

  /** The screen of the other side that is shown now. */
  readonly screen = computed(() => screenOnStage(this.#sessions()));

  /** Endings to be read beside what is on stage. */
  readonly endedAside = computed(() => endingsAside(this.#sessions(), this.stay.value));

  /** The stay in a conference, or the one whose end is not read yet. */
  readonly stay: ReadonlySignal<StayView | null> = computed(() => this.#state.value?.stay ?? null);

  /** What the user should read once: main's alerts, and failures of what this page asked for. */
  readonly alerts: ReadonlySignal<readonly Alert[]> = computed(() => {
    const alerts = this.#state.value?.alerts ?? [];
    const codes = new Set(alerts.map(({ error }) => error.code));
    return [...alerts, ...this.#failures.value.filter(({ error }) => !codes.has(error.code))];
  });

  /** Shows main's current state. */
  show(state: AppState): void {
    const before = this.#state.value;
    this.#state.value = state;
    this.#withdraw(before);
  }

  /** Sends a command to main. Returns null when it failed; an alert then tells the user why. */
  readonly ask: Ask = async (name, data) => {
    try {
      const reply = await this.#send(name, data);
      // This command has now succeeded, so its earlier failure is no longer shown.
      this.#dropFailures((failure) => failure.command === name);
      return reply;
    } catch (thrown) {
      this.#addFailure(ParleyError.from(thrown, 'CONNECTION_LOST').toWire(), name, idsIn(data));
      return null;
    }
  };

  /** Like {@link ask}, but returns the failure to a view that shows it in place, or null if there was none. */
  readonly attempt = async <Name extends CommandName>(
    name: Name,
    data: CommandData<Name>,
  ): Promise<WireError | null> => {
    try {
      await this.#send(name, data);
      return null;
    } catch (thrown) {
      return ParleyError.from(thrown, 'CONNECTION_LOST').toWire();
    }
  };

  /** The user has read this alert. */
  dismissAlert(alert: Alert): void {
    // The same failure may have arrived both ways; the user has read it as one.
    this.#failures.value = this.#failures.value.filter(({ error }) => error.code !== alert.error.code);
    const isMains = this.#state.value?.alerts.some(({ id }) => id === alert.id);
    if (isMains) void this.ask('dismiss-alert', { id: alert.id });
  }

  #addFailure(error: WireError, command: CommandName, ids: readonly string[]): void {
    this.#failureCount += 1;
    const failure = { id: `page-${this.#failureCount}`, error, command, ids };
    this.#dropFailures((other) => other.error.code === error.code);
    this.#failures.value = [...this.#failures.value, failure];
    this.#dropShownFailures();
    const waitMs = Number(error.context.retryAfterMs);
    if (waitMs > 0) this.#after?.(waitMs, () => this.#dropFailures((other) => other.id === failure.id));
  }

  /** Removes this page's failures and main's alerts that are no longer true. */
  #withdraw(before: AppState | null): void {
    this.#dropShownFailures();
    const now = this.#state.value;
    if (!now) return;
    const over = before ? [...liveIds(before)].filter((id) => !liveIds(now).has(id)) : [];
    this.#dropFailures(
      ({ error, ids }) => isAlertOver(error, before, now) || ids.some((id) => over.includes(id)),
    );
    for (const { id, error } of now.alerts) {
      if (isAlertOver(error, before, now)) void this.#send('dismiss-alert', { id }).catch(() => undefined);
    }
  }

  #dropFailures(isOver: (failure: Failure) => boolean): void {
    if (this.#failures.value.some(isOver)) {
      this.#failures.value = this.#failures.value.filter((failure) => !isOver(failure));
    }
  }

  /** A failure that a view shows in place needs no alert, neither now nor when that view is gone. */
  #dropShownFailures(): void {
    if (this.#failures.value.length === 0) return;
    const shown = new Set<ErrorCode>(errorsInViews(this.#state.value).map(({ code }) => code));
    this.#dropFailures(({ error }) => shown.has(error.code));
  }

  #sessions(): readonly SessionView[] {
    return this.#state.value?.sessions ?? [];
  }
}

/** Errors that a view shows in place. */
function errorsInViews(state: AppState | null): WireError[] {
  if (!state) return [];
  const ended = state.sessions.filter((session) => session.state === 'terminated');
  const errors = [state.registration.error, state.stay?.error, ...ended.map(({ error }) => error)];
  return errors.filter((error) => error !== undefined);
}

/** The calls and conferences that a command was about. */
function idsIn(data: object): string[] {
  const { sessionId, conferenceId } = data as Partial<Record<string, unknown>>;
  return [sessionId, conferenceId].filter((id) => typeof id === 'string');
}
