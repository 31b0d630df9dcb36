import type { Notice } from '../../protocol/signaling/notices.ts';
import type { Conferences } from './conferences/conferences.ts';
import type { AppStore } from './store.ts';

interface NoticeTaker {
  /** @returns whether the notice was about this part */
  take(notice: Notice): boolean;
}

/** The parts of the core that take notices. */
export interface NoticeTakers {
  store: AppStore;
  messages: NoticeTaker;
  sessions: NoticeTaker;
  transfers: NoticeTaker;
  escalations: NoticeTaker;
  conferences: Pick<Conferences, 'take'>;
}

/** Passes a notice to the part that it is about. */
export function takeNotice(notice: Notice, parts: NoticeTakers): void {
  const { store, messages, sessions, transfers, escalations, conferences } = parts;
  if (notice.name === 'person-changed') {
    const { person } = notice.data;
    const { people } = store.state;
    const at = people.findIndex(({ address }) => address === person.address);
    store.update({ people: at < 0 ? [...people, person] : people.with(at, person) });
  } else if (notice.name === 'blocked-changed') {
    store.update({ blocked: notice.data.blocked });
  } else if (![messages, sessions, transfers, escalations].some((part) => part.take(notice))) {
    conferences.take(notice);
  }
}
