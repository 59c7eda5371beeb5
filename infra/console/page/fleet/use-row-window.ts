import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type RowWindow, rowWindow } from './row-window.ts';

interface WindowedTable extends RowWindow {
  readonly table: RefObject<HTMLTableElement | null>;
  /** Pixels. */
  readonly rowHeight: number;
}

const FIRST_ROWS = 40;

/** Follows scrolling and resizing; redraws only when other rows come into sight. */
export function useRowWindow(rows: number): WindowedTable {
  const table = useRef<HTMLTableElement>(null);
  const height = useRef(0);
  const [view, setView] = useState({ first: 0, end: Math.min(rows, FIRST_ROWS), rowHeight: 0 });

  useLayoutEffect(() => {
    const look = () => {
      const { current } = table;
      const row = current?.querySelector<HTMLElement>('tr:has(> th[scope="row"])');
      if (!current?.tHead) return;
      const head = current.tHead;
      // None is there after a filter has taken away all that were in sight: then they are as high as they were.
      height.current = row?.offsetHeight ?? height.current;
      const rowHeight = height.current;
      if (rowHeight === 0) return;
      // The head stays in sight while the rows pass below it: where they begin, only the table tells.
      const above = -current.getBoundingClientRect().top - head.offsetHeight;
      const wanted = rowWindow(rows, rowHeight, above, innerHeight);
      setView((shown) => {
        const same = shown.first === wanted.first && shown.end === wanted.end && shown.rowHeight === rowHeight;
        return same ? shown : { ...wanted, rowHeight };
      });
    };
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [rows]);

  return { table, ...view, end: Math.min(view.end, rows) };
}
