/** What a fault makes of a request. */
import type { Endpoint } from '../../lib/amazon/endpoints.ts';
import { type Answer, htmlAnswer } from './answer.ts';
import type { AnywhereFault, LwaFault, SpApiFault } from './fault.ts';
import { lwaTrouble, tokenIssued } from './lwa-answers.ts';
import { SANDBOX_PLAN } from './quota.ts';
import { couldNotMatch, REFUSALS, refusal, spApiTrouble } from './sp-api-answers.ts';

export type FaultEffect =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'never' | 'reset' | 'cut-off' }
  /** Answered as usual, with access tokens of this life. */
  | { readonly kind: 'lifetime'; readonly seconds: number }
  | { readonly kind: 'none' };

const PADDING = 'x'.repeat(128 * 1_024);

export function lwaFaultEffect(fault: LwaFault, requestId: string): FaultEffect {
  switch (fault.kind) {
    case 'status':
      return answered(lwaTrouble(requestId, fault.status));
    case 'expires-in':
      return { kind: 'lifetime', seconds: fault.seconds };
    case 'oversized':
      return answered(
        tokenIssued(requestId, { access_token: `Atza|${PADDING}`, token_type: 'bearer', expires_in: 3_600 }),
      );
    default:
      return effectAnywhere(fault);
  }
}

export function spApiFaultEffect(fault: SpApiFault, requestId: string, endpoint: Endpoint): FaultEffect {
  switch (fault.kind) {
    case 'status':
      return answered(spApiTrouble(requestId, fault.status));
    case 'stale-token':
      return answered(refusal(requestId, REFUSALS.expired));
    case 'refused':
      return answered(refusal(requestId, fault.details ?? REFUSALS.unsaid));
    case 'no-canned-answer':
      return endpoint.sandbox ? answered(couldNotMatch(requestId, SANDBOX_PLAN.requestsPerSecond)) : { kind: 'none' };
    case 'oversized':
      return answered(okJson(JSON.stringify({ feeds: [], padding: PADDING })));
    default:
      return effectAnywhere(fault);
  }
}

function effectAnywhere(fault: Exclude<AnywhereFault, { kind: 'status' | 'oversized' }>): FaultEffect {
  switch (fault.kind) {
    case 'html':
      return answered(htmlAnswer(fault.status));
    case 'garbage':
      return answered(okJson(Buffer.from([0x7b, 0x22, 0xff, 0x00, 0xfe, 0xc3, 0x28])));
    case 'delay':
      return { kind: 'delay', milliseconds: fault.milliseconds };
    case 'never':
    case 'reset':
    case 'cut-off':
      return { kind: fault.kind };
  }
}

function answered(answer: Answer): FaultEffect {
  return { kind: 'answer', answer };
}

function okJson(body: string | Buffer): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}
