/** What a user reads when a test did not pass: one paragraph of cause and one of remedy for each code. */
import type { Endpoint } from '../amazon/endpoints.ts';
import type { Setting } from '../connection/settings.ts';
import { type DiagnosisCode, SETTINGS_TO_REVIEW } from './diagnosis-code.ts';
import type { Diagnosis, Evidence } from './test-result.ts';

/** What is known besides the code. */
export interface Findings {
  readonly endpoint: Endpoint;
  /** Where the code comes from: one of the two requests, what is stored, or a request for a restricted data token. */
  readonly at: 'token-exchange' | 'get-feeds' | 'stored-settings' | 'restricted-data-token';
  /** The endpoint that accepted the token instead, if one did. */
  readonly accepting?: Endpoint | undefined;
  /** When the connection last passed a test, ISO 8601; null when it never did, or for settings that are not saved. */
  readonly lastPassedAt: string | null;
  readonly evidence: readonly Evidence[];
  /** Instead of the code's own list: the settings that a stored secret lacks. */
  readonly missing?: readonly Setting[] | undefined;
}

interface Wording {
  readonly summary: string;
  readonly remedy: string;
  readonly page: string;
}

export function diagnose(code: DiagnosisCode, findings: Findings): Diagnosis {
  const { summary, remedy, page } = word(code, findings);
  return {
    code,
    settings: findings.missing ?? SETTINGS_TO_REVIEW[code],
    summary: [summary, ...history(code, findings)].join(' '),
    remedy,
    reference: `https://developer-docs.amazon.com/sp-api/docs/${page}`,
    evidence: findings.evidence,
  };
}

/** For a connection that once passed, the cause is something that changed since: that is half of the diagnosis. */
function history(code: DiagnosisCode, { lastPassedAt, at }: Findings): string[] {
  if (!lastPassedAt || code === 'sandbox_no_canned_answer' || at === 'stored-settings') return [];
  return [`The last test that passed was at ${lastPassedAt}.`];
}

const CLIENT_PAGE = 'lwa-credentials-faq';
const ERRORS_PAGE = 'resolve-common-http-and-authorization-error-codes';

function word(code: DiagnosisCode, findings: Findings): Wording {
  const { endpoint, accepting } = findings;
  const asked = findings.at === 'token-exchange' ? 'Login with Amazon' : endpoint.title;
  switch (code) {
    case 'settings_incomplete':
      return {
        summary: `The stored connection is not complete: ${list(findings.missing ?? SETTINGS_TO_REVIEW[code])} cannot be used. Nothing was sent to Amazon.`,
        remedy: 'Save the connection again with all of its values.',
        page: 'connecting-to-the-selling-partner-api',
      };
    case 'client_rejected':
      return {
        summary: 'Login with Amazon does not know this pair of client id and client secret.',
        remedy:
          'Compare the client secret, then the client id, with those of the application in the Solution Provider Portal. A secret that was replaced stops working seven days later.',
        page: CLIENT_PAGE,
      };
    case 'refresh_token_rejected':
      return {
        summary: 'Login with Amazon refuses the refresh token: it is mistyped, revoked or expired.',
        remedy:
          'Paste the refresh token once more, whole. If it is refused again, authorize the application for the account anew and use the new token.',
        page: 'self-authorization',
      };
    case 'client_token_mismatch':
      return {
        summary: 'The refresh token and the client id do not belong to the same application.',
        remedy: 'Take the refresh token, the client id and the client secret from one and the same application.',
        page: 'self-authorization',
      };
    case 'client_blocked':
      return {
        summary: 'Amazon has blocked the application, or the account that owns it.',
        remedy:
          'Look for a message of Amazon in the Solution Provider Portal, and open a case with the request id of this test.',
        page: 'authorization-errors',
      };
    case 'request_refused':
      return {
        summary: 'Login with Amazon refuses the form of the token request.',
        remedy:
          'Nothing in the settings is known to be wrong. Test again; if it stays, report it with the request id of this test.',
        page: 'connecting-to-the-selling-partner-api',
      };
    case 'client_secret_expired':
      return {
        summary: 'The client secret has expired: Amazon ends each one 180 days after it was made.',
        remedy:
          'Make a new client secret in the Solution Provider Portal and save it on every connection of this client id. The refresh token stays.',
        page: 'rotating-your-apps-lwa-credentials',
      };
    case 'wrong_region':
      return accepting
        ? {
            summary: `The account answers on ${accepting.title}, not on ${endpoint.title}.`,
            remedy: `Change the endpoint to ${accepting.title} and test again.`,
            page: 'sp-api-endpoints',
          }
        : {
            summary: `Amazon says that the marketplace does not belong to ${endpoint.title}.`,
            remedy: "Choose the endpoint of the region in which the account's marketplaces are, and test again.",
            page: 'sp-api-endpoints',
          };
    case 'wrong_environment':
      return {
        summary: `The credentials are accepted by ${accepting?.title ?? 'the sandbox'} and refused by ${endpoint.title}: they belong to a sandbox application.`,
        remedy: `Change the endpoint to ${accepting?.title ?? 'the sandbox'}, or use the credentials of a production application.`,
        page: 'sp-api-sandbox',
      };
    case 'feeds_permission_missing':
      return {
        summary: `The account answers on ${endpoint.title}, but the application may not use the Feeds API there.`,
        remedy:
          'Give the application a role that opens Feeds (Product Listing, for instance), have the account authorize it again, and save the new refresh token. An application that does not need Feeds is saved with expectFeeds: false.',
        page: 'role-mappings',
      };
    case 'access_refused':
      if (findings.at === 'restricted-data-token') {
        return {
          summary: `${endpoint.title} refuses a restricted data token without saying why.`,
          remedy:
            "Check in this order: the application has a role that opens the restricted data (Direct to Consumer Shipping, Tax Invoicing or Tax Remittance); the account's authorization is newer than the last change of roles; the paths are those of restricted operations.",
          page: 'tokens-api-use-case-guide',
        };
      }
      return {
        summary: `Login with Amazon accepts the credentials, but ${endpoint.title} refuses access without saying why.`,
        remedy:
          "Check in this order: the endpoint is the region of the account; the application has a role that opens Feeds; the account's authorization is newer than the last change of roles, else authorize again and save the new refresh token.",
        page: ERRORS_PAGE,
      };
    case 'access_token_rejected':
      return {
        summary: `${endpoint.title} refuses the access token although Login with Amazon has just issued it.`,
        remedy:
          'Test again in a minute. If it stays, the authorization was most likely revoked: authorize the application anew and save the new refresh token.',
        page: ERRORS_PAGE,
      };
    case 'sandbox_no_canned_answer':
      return {
        summary: 'The sandbox accepted the credentials, but has no canned answer for GET Feeds.',
        remedy: 'Nothing to correct: the connection works.',
        page: 'sp-api-sandbox',
      };
    case 'throttled':
      return {
        summary:
          findings.at === 'get-feeds'
            ? `${endpoint.title} throttled GET Feeds: the quota of the account and application is used up. The credentials were accepted by Login with Amazon.`
            : 'Login with Amazon throttled the token exchange.',
        remedy:
          findings.at === 'get-feeds'
            ? "Nothing to correct. Test again in a minute: Feeds allows one call in 45 seconds, shared with the application's own."
            : 'Nothing to correct. Test again in a minute.',
        page: 'usage-plans-and-rate-limits',
      };
    case 'amazon_unavailable':
      return {
        summary: `${asked} answered with an error of its own.`,
        remedy:
          'Nothing to correct. Test again in a few minutes; if it lasts, open a case with the request id of this test.',
        page: ERRORS_PAGE,
      };
    case 'network_unreachable':
      return {
        summary: `${asked} could not be reached, or its answer broke off.`,
        remedy:
          'Nothing to correct in the settings. Test again; if it lasts, check the outbound network of the functions.',
        page: 'sp-api-endpoints',
      };
    case 'timed_out':
      return {
        summary: `${asked} did not answer in time.`,
        remedy: 'Nothing to correct in the settings. Test again in a few minutes.',
        page: 'sp-api-endpoints',
      };
    case 'unexpected_response':
      return {
        summary: `${asked} gave an answer that is neither a success nor a known error.`,
        remedy:
          'Nothing in the settings is known to be wrong. Test again; if it stays, open a case with the request id of this test.',
        page: ERRORS_PAGE,
      };
  }
}

function list(settings: readonly Setting[]): string {
  return settings.join(', ');
}
