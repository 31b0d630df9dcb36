import { text } from '../../i18n/en.ts';

/** Parley's icon with its name. */
export function Brand() {
  return (
    <span class="brand">
      <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
        <path d="M5 3h15a5 5 0 0 1 5 5v6a5 5 0 0 1-5 5h-8l-6 5v-5a5 5 0 0 1-3-5V8a5 5 0 0 1 2-5z" />
        <path
          class="brand-mark-second"
          d="M27 11a4 4 0 0 1 3 4v7a4 4 0 0 1-3 4v4l-5-4h-8a4 4 0 0 1-3-3h10a6 6 0 0 0 6-6z"
        />
      </svg>
      {text.app}
    </span>
  );
}
