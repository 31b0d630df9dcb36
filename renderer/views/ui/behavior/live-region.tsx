import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

/**
 * How long a sentence stays in the document, in milliseconds: long enough to be read out, short enough not to be found
 * later.
 */
const SENTENCE_SHOWN_MS = 7_000;

interface Sentence {
  readonly number: number;
  readonly words: string;
}

/** Sentences that are being announced, and a function that adds one. */
export interface Spoken {
  readonly sentences: readonly Sentence[];
  readonly say: (words: readonly string[]) => void;
}

/**
 * Each sentence is an element of its own, so a new one does not replace the last one, and the same sentence is read
 * twice.
 */
export function useSpoken(): Spoken {
  const [sentences, setSentences] = useState<readonly Sentence[]>([]);
  const count = useRef(0);
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const { current } = timers;
    return () => {
      for (const timer of current) clearTimeout(timer);
    };
  }, []);
  const say = useCallback((words: readonly string[]) => {
    if (words.length === 0) return;
    const fresh = words.map((each) => {
      count.current += 1;
      return { number: count.current, words: each };
    });
    setSentences((before) => [...before, ...fresh]);
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      setSentences((before) => before.filter((each) => !fresh.includes(each)));
    }, SENTENCE_SHOWN_MS);
    timers.current.add(timer);
  }, []);
  return { sentences, say };
}

interface LiveRegionProps {
  readonly spoken: Spoken;
  readonly isUrgent?: boolean;
  /** Test ID of the latest sentence. */
  readonly testId: string;
}

/** Announces sentences to screen readers (WAI-ARIA live region). */
export function LiveRegion({ spoken: { sentences }, isUrgent = false, testId }: LiveRegionProps) {
  return (
    <div
      class="visually-hidden"
      role={isUrgent ? 'alert' : 'status'}
      aria-live={isUrgent ? 'assertive' : 'polite'}
      aria-atomic="false"
      aria-relevant="additions"
    >
      {sentences.length === 0 && <p data-testid={testId} />}
      {sentences.map(({ number, words }, index) => (
        <p key={number} data-testid={index === sentences.length - 1 ? testId : undefined}>
          {words}
        </p>
      ))}
    </div>
  );
}
