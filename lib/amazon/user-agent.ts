/** Amazon's rule: `AppId/Version (Language=…; Platform=…)`, at most 500 characters (Amazon: Include a User-Agent header). */
export const USER_AGENT = 'SellingPartnerConnections/0.1 (Language=TypeScript; Platform=AWS Lambda)';
