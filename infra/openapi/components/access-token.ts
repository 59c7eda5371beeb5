/** Access tokens: what is handed out. It stands apart from what is asked for, so that a client need not load the token broker. */
import * as z from 'zod/mini';
import { component } from '../component.ts';

export const accessToken = component(
  'AccessToken',
  z.object({
    accessToken: z.string(),
    tokenType: z.literal('bearer'),
    expiresAt: z.string(),
    baseUrl: z.string(),
  }),
  { description: 'A token, to be sent in the header `x-amz-access-token`. Keep it in memory only.' },
  {
    accessToken: 'The token.',
    tokenType: 'Always `bearer`.',
    expiresAt: { description: 'When it ends (ISO 8601, UTC).', format: 'date-time' },
    baseUrl: { description: 'Where the Selling Partner API is called with it.', format: 'uri' },
  },
);
