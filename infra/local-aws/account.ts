/** The account and region of everything made here: they stand in ARNs and queue URLs, nothing checks them. */
export const ACCOUNT_ID = '000000000000';
export const REGION = 'us-east-1';
