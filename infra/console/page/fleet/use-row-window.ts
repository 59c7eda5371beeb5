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
  const [view, setView] = useState({ first: 0, end: Math.min(rows, FIRST_ROWS), rowHeight: 0 });

  useLayoutEffect(() => {
    const look = () => {
      const { current } = table;
      const row = current?.querySelector<HTMLElement>('tr:has(> th[scope="row"])');
      if (!current?.tHead || !row) return;
      const head = current.tHead;
      const rowHeight = row.offsetHeight;
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
