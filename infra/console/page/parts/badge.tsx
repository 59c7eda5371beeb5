/** A state or an outcome: by its word first, by shape and colour besides. */
export type Kind = 'passed' | 'failed' | 'inconclusive' | 'unknown' | 'skipped' | 'running';

const WORDS: Readonly<Record<Kind, string>> = {
  passed: 'passed',
  failed: 'failed',
  inconclusive: 'inconclusive',
  unknown: 'unknown',
  skipped: 'not sent',
  running: 'running',
};

export function Badge({ kind, text }: { readonly kind: Kind; readonly text?: string }) {
  return (
    <span class={`badge ${kind}`}>
      <span aria-hidden="true" class="sign" />
      {text ?? WORDS[kind]}
    </span>
  );
}
