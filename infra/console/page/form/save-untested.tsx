import type { Trial } from './use-trial.ts';

interface SaveUntestedProps {
  readonly trial: Trial;
  readonly disabled: boolean;
  readonly onSave: () => void;
}

/** Offered once a test has not passed, and withdrawn when IAM says no. */
export function SaveUntested({ trial, disabled, onSave }: SaveUntestedProps) {
  if (!trial.disproven || trial.untestedRefused !== null) return null;
  return (
    <button type="button" disabled={disabled} onClick={onSave}>
      Save untested
    </button>
  );
}

export function UntestedRefused({ trial: { untestedRefused } }: { readonly trial: Trial }) {
  if (untestedRefused === null) return null;
  return <p class="quiet">Saving untested is not open to you. {untestedRefused}</p>;
}
