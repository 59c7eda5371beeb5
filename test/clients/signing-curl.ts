/** The curl of this machine has to be one that signs: what is tested with it is not left out in silence. */
import { spawnSync } from 'node:child_process';

/** Throws when it does not know `--aws-sigv4`, which came with version 7.75, or is not there. */
export function requireSigningCurl(): void {
  const { stdout } = spawnSync('curl', ['--help', 'all'], { encoding: 'utf8' });
  if (!stdout?.includes('--aws-sigv4')) throw new Error('These tests need curl 7.75 or later: older ones do not sign');
}
