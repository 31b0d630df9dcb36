import { beforeEach, describe, expect, test } from 'vitest';
import { EventQueue } from '../../../../../electron/core/kernel/event-queue.ts';
import { ParleyError } from '../../../../../protocol/errors.ts';
import { settled } from '../../../../support/fake-clock.ts';

type Part = 'calls' | 'stay';

let queue: EventQueue<Part>;
let done: string[];
let failures: ParleyError[];

beforeEach(() => {
  done = [];
  failures = [];
  queue = new EventQueue<Part>((error) => failures.push(error));
});

const note = (step: string) => () => void done.push(step);

describe('one event at a time', () => {
  test('an event sends its effects before anything reacts to its change', () => {
    queue.when(['calls'], note('reaction'));
    queue.run(() => {
      queue.changed('calls');
      done.push('effect');
    });
    expect(done).toEqual(['effect', 'reaction']);
  });

  test('what a reaction changes is reacted to after all reactions to the first change', () => {
    queue.when(['calls'], () => {
      queue.changed('stay');
      done.push('first');
    });
    queue.when(['stay'], note('stay'));
    queue.when(['calls'], note('second'));
    queue.run(() => queue.changed('calls'));
    expect(done).toEqual(['first', 'second', 'stay']);
  });

  test('an event that arrives inside another one waits for its reactions', () => {
    queue.when(['calls'], note('reaction'));
    queue.run(() => {
      queue.run(note('nested'));
      queue.changed('calls');
      done.push('outer');
    });
    expect(done).toEqual(['outer', 'reaction', 'nested']);
  });

  test('many changes in one event are one notification of each reaction', () => {
    queue.when(['calls', 'stay'], note('reaction'));
    queue.run(() => {
      queue.changed('calls');
      queue.changed('stay');
      queue.changed('calls');
    });
    expect(done).toEqual(['reaction']);
  });

  test('a part that nothing changed calls no reaction', () => {
    queue.when(['stay'], note('reaction'));
    queue.run(() => queue.changed('calls'));
    expect(done).toEqual([]);
  });

  test('what continues after an await is an event of its own', async () => {
    queue.when(['calls'], note('reaction'));
    await queue.perform(async () => {
      done.push('before');
      await Promise.resolve();
      queue.changed('calls');
      done.push('after');
    });
    await settled();
    expect(done).toEqual(['before', 'after', 'reaction']);
  });

  test('an event waits for the reactions to what a continued promise has just changed', async () => {
    queue.when(['calls'], note('reaction'));
    queue.changed('calls');
    queue.run(note('event'));
    expect(done).toEqual([]);
    await settled();
    expect(done).toEqual(['reaction', 'event']);
  });
});

describe('what goes wrong', () => {
  test('an event that throws is reported, and does not end what entered it', () => {
    queue.when(['calls'], note('reaction'));
    queue.run(() => {
      queue.changed('calls');
      throw new Error('broken event');
    });
    expect(done).toEqual(['reaction']);
    expect(failures).toMatchObject([{ code: 'STATE_ILLEGAL', message: 'broken event' }]);
    queue.run(note('next'));
    expect(done).toEqual(['reaction', 'next']);
  });

  test('a reaction that throws keeps no other reaction and no event from running', () => {
    queue.when(['calls'], () => {
      throw new Error('broken reaction');
    });
    queue.when(['calls'], note('reaction'));
    queue.run(() => {
      queue.run(() => {
        throw new ParleyError('SESSION_GONE', 'broken event');
      });
      queue.run(note('last'));
      queue.changed('calls');
    });
    expect(done).toEqual(['reaction', 'last']);
    expect(failures.map(({ code, message }) => [code, message])).toEqual([
      ['STATE_ILLEGAL', 'broken reaction'],
      ['SESSION_GONE', 'broken event'],
    ]);
  });

  test('a command answers with what it returns or throws', async () => {
    await expect(queue.perform(async () => 'reply')).resolves.toBe('reply');
    const refused = new ParleyError('SESSION_GONE', 'no');
    await expect(queue.perform(() => Promise.reject(refused))).rejects.toBe(refused);
    const broken = () => {
      throw refused;
    };
    await expect(queue.perform(broken)).rejects.toBe(refused);
  });

  test('reactions that cause each other endlessly end with an error that names the part', () => {
    queue.when(['calls'], () => queue.changed('stay'));
    queue.when(['stay'], () => queue.changed('calls'));
    queue.run(() => queue.changed('calls'));
    expect(failures).toMatchObject([{ code: 'STATE_ILLEGAL', context: { events: 0 } }]);
    expect(['calls', 'stay']).toContain(failures[0]?.context.parts);
    queue.run(note('next'));
    expect(done).toEqual(['next']);
  });

  test('everything that waits runs, however much came at once', async () => {
    queue.when(['calls'], note('reaction'));
    queue.changed('calls');
    for (let each = 0; each < 3_000; each += 1) queue.run(note('event'));
    const reply = queue.perform(async () => 'reply');
    await expect(reply).resolves.toBe('reply');
    expect(done).toHaveLength(3_001);
    expect(failures).toEqual([]);
  });

  test('reactions that never come to rest lose no event that waits', () => {
    queue.when(['calls'], () => queue.changed('calls'));
    queue.run(() => {
      queue.run(note('waiting'));
      queue.changed('calls');
    });
    expect(done).toEqual(['waiting']);
    expect(failures).toHaveLength(1);
  });

  test('events that cause each other endlessly end with an error, and a command that waits so gets it', async () => {
    const again = () => queue.run(again);
    queue.run(again);
    expect(failures).toMatchObject([{ code: 'STATE_ILLEGAL' }]);
    const replies: Promise<unknown>[] = [];
    const command = async () => void replies.push(queue.perform(command));
    await queue.perform(command);
    await expect(replies.at(-1)).rejects.toMatchObject({ code: 'STATE_ILLEGAL' });
    queue.run(note('next'));
    expect(done).toEqual(['next']);
  });
});
