/** `npm run openapi`: writes the document to where it is kept. A test tells when that was forgotten. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiText } from './document.ts';

writeFileSync(join(import.meta.dirname, '../openapi.json'), openApiText());
