/** createRestrictedDataToken, `POST /tokens/2021-03-01/restrictedDataToken`: rules of the Tokens model. */
import * as z from 'zod/mini';
import type { Answer } from './answer.ts';
import { badRequest, success } from './sp-api-answers.ts';
import type { SpApiCall } from './sp-api-call.ts';

const RESOURCE_LIMIT = 50;
const LIFETIME_SECONDS = 3_600;

const body = z.object({
  restrictedResources: z
    .array(
      z.object({
        method: z.enum(['GET', 'PUT', 'POST', 'DELETE']),
        path: z.string().check(z.startsWith('/')),
        dataElements: z.optional(z.array(z.enum(['buyerInfo', 'shippingAddress', 'buyerTaxInformation']))),
      }),
    )
    .check(z.minLength(1), z.maxLength(RESOURCE_LIMIT)),
  targetApplication: z.optional(z.string()),
});

export function createRestrictedDataToken(call: SpApiCall): Answer {
  const parsed = body.safeParse(readJson(call.body));
  if (!parsed.success) {
    // The message is the model's for a 400; which part Amazon names in `details` is not known.
    const details = parsed.error.issues[0]?.path.join('.') || 'body';
    const error = { code: 'InvalidInput', message: 'Request is missing or has invalid parameters', details };
    return badRequest(call.requestId, error, call.rate);
  }
  const { owner, secret } = call.token;
  const restrictedDataToken = call.tokens.mint({ owner, secret, grant: { kind: 'restricted' } }, LIFETIME_SECONDS);
  return success(call.requestId, { restrictedDataToken, expiresIn: LIFETIME_SECONDS }, call.rate);
}

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
