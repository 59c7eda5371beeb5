/** Lambda takes and gives no more than this in one invocation, as JSON text (AWS: "Lambda quotas", invocation payload). */
export const LAMBDA_PAYLOAD_BYTES = 6_291_556;
