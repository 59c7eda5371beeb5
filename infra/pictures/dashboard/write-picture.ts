/** `npm run dashboard:picture`: records a local run and draws `docs/dashboard.svg` from it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawDashboard } from './draw.ts';
import { record } from './record.ts';

const recording = await record();
writeFileSync(join(import.meta.dirname, 'recording.json'), `${JSON.stringify(recording, null, 2)}\n`);
writeFileSync(join(import.meta.dirname, '../../../docs/dashboard.svg'), drawDashboard(recording));
