/** The places of the console, as the part of the address after `#/`. Ids and client ids may be seen there; secrets never are. */
import { isConnectionId } from '../../../../lib/connection/connection-id.ts';

export type Place =
  | { readonly page: 'fleet' }
  | { readonly page: 'new' }
  | { readonly page: 'connection'; readonly connectionId: string }
  | { readonly page: 'edit'; readonly connectionId: string }
  | { readonly page: 'expiry' }
  | { readonly page: 'client-secrets' }
  | { readonly page: 'nowhere' };

const CONNECTION = /^connections\/([^/]+)(\/edit)?$/;
const PAGES: Readonly<Record<string, Place>> = {
  '': { page: 'fleet' },
  new: { page: 'new' },
  expiry: { page: 'expiry' },
  'client-secrets': { page: 'client-secrets' },
};

export function placeOf(hash: string): Place {
  const text = hash.replace(/^#?\/?/, '');
  const [, connectionId, edit] = CONNECTION.exec(text) ?? [];
  if (isConnectionId(connectionId)) return { page: edit ? 'edit' : 'connection', connectionId };
  return Object.hasOwn(PAGES, text) ? (PAGES[text] as Place) : { page: 'nowhere' };
}

export function hrefOf(place: Exclude<Place, { page: 'nowhere' }>): string {
  switch (place.page) {
    case 'fleet':
      return '#/';
    case 'connection':
      return `#/connections/${place.connectionId}`;
    case 'edit':
      return `#/connections/${place.connectionId}/edit`;
    default:
      return `#/${place.page}`;
  }
}

/** The start token of the link that the terminal showed; null in any other address. */
export function startTokenOf(hash: string): string | null {
  return /^#start=([\w-]+)$/.exec(hash)?.[1] ?? null;
}
