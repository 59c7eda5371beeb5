import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';

interface DeleteDialogProps {
  readonly dialog: RefObject<HTMLDialogElement | null>;
  readonly connectionId: string;
  readonly onDelete: (recoveryDays: number) => void;
}

const RECOVERY_DAYS = [7, 14, 30];

export function DeleteDialog({ dialog, connectionId, onDelete }: DeleteDialogProps) {
  const [days, setDays] = useState(30);
  return (
    <dialog ref={dialog} aria-labelledby="delete-title">
      <h2 id="delete-title">Delete {connectionId}?</h2>
      <p>
        Programs that use it are refused at once. It can be brought back until the days are over; then its credentials
        are gone for good.
      </p>
      <p>
        <label for="recovery-days">Can be restored for </label>
        <select id="recovery-days" value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>
          {RECOVERY_DAYS.map((choice) => (
            <option key={choice} value={choice}>
              {choice} days
            </option>
          ))}
        </select>
      </p>
      <div class="actions">
        <button
          type="button"
          class="danger"
          onClick={() => {
            dialog.current?.close();
            onDelete(days);
          }}
        >
          Delete
        </button>
        <button type="button" onClick={() => dialog.current?.close()}>
          Keep it
        </button>
      </div>
    </dialog>
  );
}
