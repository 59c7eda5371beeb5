/** What a screen reader says of something that changed elsewhere on the page. */
import { signal } from '@preact/signals';

const said = signal('');

export function announce(text: string): void {
  said.value = text;
}

export function Announcements() {
  return (
    <p class="unseen" role="status" aria-live="polite">
      {said}
    </p>
  );
}
