/** Room for what is on its way. */
export function Skeleton({ lines, what }: { readonly lines: number; readonly what: string }) {
  return (
    <div class="skeleton" role="status">
      <span class="unseen">{what}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class="bar" />
      ))}
    </div>
  );
}
