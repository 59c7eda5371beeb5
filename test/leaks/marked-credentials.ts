/** Credentials of letters and digits only, since not every client encodes what it sends, and an access token as Amazon would give it. */
import { createHash } from 'node:crypto';
import { clientIdOf } from '../faults/marked-connection.ts';

const mark = (name: string) => createHash('sha256').update(name).digest('base64').replaceAll(/\W/g, '');

export const SECRETS = {
  'client secret': mark('client secret'),
  'refresh token': mark('refresh token'),
  'access token': mark('access token'),
};

export const CELL = 'cell-0001';
export const APPLICATION = { clientId: clientIdOf(CELL), clientSecret: `amzn1.oa2-cs.v1.${SECRETS['client secret']}` };
export const REFRESH_TOKEN = `Atzr|${SECRETS['refresh token']}`;
export const ACCESS_TOKEN = `Atza|${SECRETS['access token']}~${CELL}`;

/** Written by a client's process where there is nothing to be seen, since all went well. */
export const DID_NOT_FAIL = 'The call did not fail.';
