/** The connection of a cell: secrets that can be found wherever they turn up, and the cell's name in what Amazon is sent. */
import type { EndpointName } from '../../lib/amazon/endpoints.ts';
import { markersOf } from '../silence/markers.ts';

export const MARKERS = markersOf([
  'client secret',
  'new client secret',
  'refresh token',
  'access token',
  'restricted data token',
  'message body',
  'request body',
  'AWS secret key',
  'AWS session token',
]);

export const clientIdOf = (cellId: string) => `amzn1.application-oa2-client.${cellId}`;

export function settingsOf(cellId: string, endpoint: EndpointName = 'na') {
  return {
    endpoint,
    lwaClientId: clientIdOf(cellId),
    lwaClientSecret: `amzn1.oa2-cs.v1.${MARKERS['client secret']}`,
    lwaRefreshToken: `Atzr|${MARKERS['refresh token']}`,
    accountType: 'seller',
  };
}
