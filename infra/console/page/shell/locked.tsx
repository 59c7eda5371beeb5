/** Without a session there is nothing to see. */
export function Locked() {
  return (
    <main class="locked">
      <h1>This browser has no access</h1>
      <p>
        The console opens with the link that the terminal shows. Each link works once, for one browser; when it has been
        used, the terminal shows the next.
      </p>
    </main>
  );
}
