import { ParleyError } from '../../../protocol/errors.ts';
import type { RequestName } from '../../../protocol/signaling/requests.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { Clock } from '../../clock.ts';
import type { ServerConfig } from '../../config/config.ts';
import { BucketTable } from './bucket-table.ts';
import type { BucketSize } from './token-bucket.ts';

const MINUTE_S = 60;
const HOUR_S = 3_600;

/** Limits that an administrator can set (SPEC RES-6). */
export type StartLimitsConfig = Pick<ServerConfig, 'invitationsPerMinute' | 'conferencesPerHour'>;

/** How many things one person may start, over all of their devices and connections (SPEC RES-6). */
const sizesFor = ({ invitationsPerMinute, conferencesPerHour }: StartLimitsConfig) =>
  ({
    invitations: { burst: invitationsPerMinute, perSecond: invitationsPerMinute / MINUTE_S },
    referrals: { burst: invitationsPerMinute, perSecond: invitationsPerMinute / MINUTE_S },
    conferences: { burst: conferencesPerHour, perSecond: conferencesPerHour / HOUR_S },
    /** Each one creates transports and notifies everyone in the conference and everyone who sees the presence. */
    joins: { burst: 60, perSecond: 5 },
    /** Each one is stored and sent to all devices of another person. */
    messages: { burst: 200, perSecond: 10 },
    /** Chat, reactions and raised hands: each one is sent to everyone in a conference. */
    words: { burst: 50, perSecond: 10 },
    /** Each one is sent to everyone who is signed in. */
    presence: { burst: 30, perSecond: 1 },
  }) satisfies Record<string, BucketSize>;
type Limit = keyof ReturnType<typeof sizesFor>;

/** Requests that always count. A conference counts where it is created, and presence where it changes. */
const LIMIT_OF: Partial<Record<RequestName, Limit>> = {
  'invitation.send': 'invitations',
  'refer.send': 'referrals',
  'conference.join': 'joins',
  'message.send': 'messages',
  'conference.chat': 'words',
  'conference.react': 'words',
  'conference.hand': 'words',
};

/** Limits for a minute or an hour. A failed request does not use them up. The other limits refill within seconds. */
const STARTS: ReadonlySet<Limit> = new Set(['invitations', 'referrals', 'conferences'] as const);

/** Whether a failed request affected others: Do not disturb refuses an invitation, but the callee sees a missed call. */
function hadEffect(thrown: unknown): boolean {
  return thrown instanceof ParleyError && thrown.code === 'TARGET_DO_NOT_DISTURB';
}

/** Limits for what a person starts. A new connection does not reset them. */
export class StartLimits {
  readonly #tables: Record<Limit, BucketTable<Address>>;

  constructor(config: StartLimitsConfig, clock: Clock) {
    const sizes = sizesFor(config);
    const table = (limit: Limit) => new BucketTable<Address>({ size: sizes[limit], clock });
    this.#tables = {
      invitations: table('invitations'),
      referrals: table('referrals'),
      conferences: table('conferences'),
      joins: table('joins'),
      messages: table('messages'),
      words: table('words'),
      presence: table('presence'),
    };
  }

  /**
   * Handles a request of a person and counts it as in {@link during}.
   * @throws ParleyError RATE_LIMITED with `retryAfterMs`; the errors of `work`
   */
  async request<Reply>(
    person: Address,
    name: RequestName,
    work: () => Reply | Promise<Reply>,
  ): Promise<Reply> {
    const limit = LIMIT_OF[name];
    return limit === undefined ? work() : this.during(person, limit, work);
  }

  /**
   * Does work for a person and counts it towards a limit. Work with a limit for a minute or an hour is not counted if it
   * fails without an effect on others.
   * @throws ParleyError RATE_LIMITED with `retryAfterMs`; the errors of `work`
   */
  async during<Reply>(person: Address, limit: Limit, work: () => Reply | Promise<Reply>): Promise<Reply> {
    this.take(person, limit);
    try {
      return await work();
    } catch (thrown) {
      if (STARTS.has(limit) && !hadEffect(thrown)) this.#tables[limit].refund(person);
      throw thrown;
    }
  }

  /** Counts one action of a person. @throws ParleyError RATE_LIMITED with `retryAfterMs` */
  take(person: Address, limit: Limit): void {
    const table = this.#tables[limit];
    if (table.take(person)) return;
    const context = { retryAfterMs: table.waitMs(person) };
    throw new ParleyError('RATE_LIMITED', `too many ${limit}`, { context });
  }
}
