import { useLayoutEffect } from 'preact/hooks';

/** The browser asks before it reloads or closes the page, as long as something would be lost. */
export function useAskBeforeLeaving(wouldLose: boolean): void {
  // With what is typed, not after it is painted: in between the page could be lost unasked.
  useLayoutEffect(() => {
    if (!wouldLose) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [wouldLose]);
}
