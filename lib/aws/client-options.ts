/** For every AWS client: without `throwOnRequestTimeout` the SDK only warns of a request that takes too long. */
export const AWS_CLIENT_OPTIONS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};

/** Where SQS is, the SDK's variables say, as of every service: unless told so it goes to whatever host the queue's URL names. */
export const SQS_CLIENT_OPTIONS = { ...AWS_CLIENT_OPTIONS, useQueueUrlAsEndpoint: false };
