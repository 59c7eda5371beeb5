/** Parts of a refresh token by which the delayed Amazon knows an account that is not healthy. */
export const BROKEN = 'broken';
export const NEVER_ANSWERED = 'never-answered';
