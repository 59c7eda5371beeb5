import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents } from './documents.ts';
import { anchorOf, PROJECT } from './markdown.ts';

describe.each(documents)('$path', ({ path, links }) => {
  it('links to files and headings that exist', () => {
    const broken = links
      .filter((target) => !/^https?:/.test(target))
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const linked = file === '' ? path : join(dirname(path), file);
        if (!existsSync(join(PROJECT, linked))) return true;
        const headings = documents.find((document) => document.path === linked)?.headings ?? [];
        return anchor !== undefined && !headings.map(anchorOf).includes(anchor);
      });
    expect(broken).toEqual([]);
  });
});
