/** How long Amazon may take. Observed: an exchange 0.3–2.2 s, a call 0.5–3.1 s. */
export const CONNECT_TIMEOUT_MS = 2_000;
export const LWA_TIMEOUT_MS = 8_000;
export const SP_API_TIMEOUT_MS = 10_000;
