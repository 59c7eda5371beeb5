import { signal } from '@preact/signals';
import { hrefOf, type Place, placeOf, startTokenOf } from './routes.ts';

export const place = signal<Place>({ page: 'fleet' });

export function followAddress(): void {
  const read = () => {
    // A new link, pasted into this tab: its token is exchanged, and taken out of the address, as at the beginning.
    if (startTokenOf(location.hash) !== null) return location.reload();
    place.value = placeOf(location.hash);
  };
  addEventListener('hashchange', read);
  read();
}

export function goTo(target: Exclude<Place, { page: 'nowhere' }>): void {
  location.hash = hrefOf(target);
}
