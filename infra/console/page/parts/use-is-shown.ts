import { useEffect, useRef } from 'preact/hooks';

/** Tells whether this part of the page is there still: what ends after somebody has left it must not act on where they are. */
export function useIsShown(): () => boolean {
  const shown = useRef(true);
  useEffect(
    () => () => {
      shown.current = false;
    },
    [],
  );
  return () => shown.current;
}
