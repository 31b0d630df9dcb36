import { ParleyError } from '../../../protocol/errors.ts';
import type { RequestName } from '../../../protocol/signaling/requests.ts';
import type { Address } from '../../../protocol/text/addresses.ts';
import type { Clock } from '../../clock.ts';
import type { ServerConfig } from '../../config/config.ts';
import { BucketTable } from './bucket-table.ts';
import type { BucketSize } from './token-bucket.ts';

const MINUTE_S = 60;
const HOUR_S = 3_600;

/** The limits that an administrator sets (SPEC RES-6). */
export type StartLimitsConfig = Pick<ServerConfig, 'invitationsPerMinute' | 'conferencesPerHour'>;

/** What one person may start, over all of their devices and connections (SPEC RES-6). */
const sizesFor = ({ invitationsPerMinute, conferencesPerHour }: StartLimitsConfig) =>
  ({
    invitations: { burst: invitationsPerMinute, perSecond: invitationsPerMinute / MINUTE_S },
    referrals: { burst: invitationsPerMinute, perSecond: invitationsPerMinute / MINUTE_S },
    conferences: { burst: conferencesPerHour, perSecond: conferencesPerHour / HOUR_S },
    /** Each makes transports, and is told to everyone in the conference and everyone who sees the presence. */
    joins: { burst: 60, perSecond: 5 },
    /** Each is kept, and told to all devices of another person. */
    messages: { burst: 200, perSecond: 10 },
    /** Chat, reactions and raised hands: each is told to everyone in a conference. */
    words: { burst: 50, perSecond: 10 },
    /** Each is told to everyone who is signed in. */
    presence: { burst: 30, perSecond: 1 },
  }) satisfies Record<string, BucketSize>;
type Limit = keyof ReturnType<typeof sizesFor>;

/** Requests that count as they come. A conference counts where it is made, and presence where it changes. */
const LIMIT_OF: Partial<Record<RequestName, Limit>> = {
  'invitation.send': 'invitations',
  'refer.send': 'referrals',
  'conference.join': 'joins',
  'message.send': 'messages',
  'conference.chat': 'words',
  'conference.react': 'words',
  'conference.hand': 'words',
};

/** A few of these are a person's share of a minute or an hour; all others come back within seconds. */
const STARTS: ReadonlySet<Limit> = new Set(['invitations', 'referrals', 'conferences'] as const);

/** The callee reads of an invitation that their "do not disturb" refused. */
function hadEffect(thrown: unknown): boolean {
  return thrown instanceof ParleyError && thrown.code === 'TARGET_DO_NOT_DISTURB';
}

/** Limits that belong to a person, so that another connection does not reset them. */
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
   * A person makes a request, which counts as {@link during} says.
   * @throws ParleyError RATE_LIMITED with `retryAfterMs`, and what `work` throws
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
   * A person does one thing of a kind. What a person starts a few times a minute or an hour counts while it begins, and
   * afterwards only when it succeeded or had an effect on others.
   * @throws ParleyError RATE_LIMITED with `retryAfterMs`, and what `work` throws
   */
  async during<Reply>(person: Address, limit: Limit, work: () => Reply | Promise<Reply>): Promise<Reply> {
    this.take(person, limit);
    try {
      return await work();
    } catch (thrown) {
      if (STARTS.has(limit) && !hadEffect(thrown)) this.#tables[limit].giveBack(person);
      throw thrown;
    }
  }

  /** A person does one thing of a kind. @throws ParleyError RATE_LIMITED with `retryAfterMs` */
  take(person: Address, limit: Limit): void {
    const table = this.#tables[limit];
    if (table.take(person)) return;
    const context = { retryAfterMs: table.waitMs(person) };
    throw new ParleyError('RATE_LIMITED', `too many ${limit}`, { context });
  }
}
