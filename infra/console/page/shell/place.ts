import { signal } from '@preact/signals';
import { hrefOf, type Place, placeOf } from './routes.ts';

export const place = signal<Place>({ page: 'fleet' });

export function followAddress(): void {
  const read = () => {
    place.value = placeOf(location.hash);
  };
  addEventListener('hashchange', read);
  read();
}

export function goTo(target: Exclude<Place, { page: 'nowhere' }>): void {
  location.hash = hrefOf(target);
}
