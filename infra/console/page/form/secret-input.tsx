import type { TargetedClipboardEvent } from 'preact';
import { useState } from 'preact/hooks';

interface SecretInputProps {
  readonly id: string;
  /** For "Show the …". */
  readonly name: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly placeholder?: string | undefined;
  readonly 'aria-describedby'?: string | undefined;
  readonly 'aria-invalid'?: 'true' | undefined;
}

/** A masked value, for pasting: what comes from the clipboard loses the white space around it. */
export function SecretInput({ name, onValue, ...input }: SecretInputProps) {
  const [open, setOpen] = useState(false);
  const props = {
    ...input,
    // No browser, extension or spelling service is to remember it, fill it in or send it elsewhere.
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: false,
    'data-1p-ignore': '',
    'data-lpignore': 'true',
    onInput: (event: { readonly currentTarget: HTMLInputElement }) => onValue(event.currentTarget.value),
    onPaste: (event: TargetedClipboardEvent<HTMLInputElement>) => pasteTrimmed(event, onValue),
    onBlur: () => onValue(input.value.trim()),
  } as const;
  return (
    <div class="secret">
      {open ? <input {...props} type="text" /> : <input {...props} type="password" />}
      <button
        type="button"
        class="reveal"
        aria-pressed={open}
        aria-label={`Show the ${name}`}
        onClick={() => setOpen(!open)}
      >
        {open ? 'Hide' : 'Show'}
      </button>
    </div>
  );
}

function pasteTrimmed(event: TargetedClipboardEvent<HTMLInputElement>, onValue: (value: string) => void): void {
  const text = event.clipboardData?.getData('text/plain');
  if (text === undefined) return;
  event.preventDefault();
  const { selectionStart, selectionEnd } = event.currentTarget;
  event.currentTarget.setRangeText(text.trim(), selectionStart ?? 0, selectionEnd ?? 0, 'end');
  onValue(event.currentTarget.value);
}
