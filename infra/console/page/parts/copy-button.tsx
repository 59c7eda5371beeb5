import { useState } from 'preact/hooks';
import { announce } from '../shell/announcement.tsx';

interface CopyButtonProps {
  readonly text: string | (() => string);
  readonly label: string;
  /** Says what is copied where the label alone does not. */
  readonly name?: string;
  readonly class?: string;
}

/** Copies a text that holds no secret. */
export function CopyButton({ text, label, name, class: look = 'small' }: CopyButtonProps) {
  const [copied, setCopied] = useState<boolean | null>(null);
  const copy = async () => {
    const done = await navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
      () => true,
      () => false,
    );
    setCopied(done);
    announce(done ? 'Copied.' : 'The browser did not allow copying.');
  };
  return (
    <button type="button" class={look} aria-label={name} onClick={copy} onBlur={() => setCopied(null)}>
      {copied === null ? label : copied ? 'Copied' : 'Not allowed'}
    </button>
  );
}
