/** Who opens a page sees at once whether it is for him, and the README leads to each. */
import { describe, expect, it } from 'vitest';
import { pages, readme } from './documents.ts';

describe.each(pages)('$path', ({ path, text }) => {
  it('says first who reads it and what for', () => {
    expect(text).toMatch(/^# .+\n\nFor who(?:ever|m) [^\n]+: [^\n]+\./);
  });

  it('is named in the README', () => {
    expect(readme.links).toContain(path);
  });
});
