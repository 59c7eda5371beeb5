/** Begins: exchanges the start token, takes it out of the address, and shows the page. */
import { render } from 'preact';
import { startSession } from './api/call.ts';
import { loadEndpoints } from './form/endpoints.ts';
import { App } from './shell/app.tsx';
import { followAddress } from './shell/place.ts';
import { startTokenOf } from './shell/routes.ts';

const token = startTokenOf(location.hash);
if (token !== null) {
  // First of all, and in place of the entry: neither the address bar nor the history keeps it.
  history.replaceState(null, '', location.pathname);
  await startSession(token);
}
followAddress();
void loadEndpoints();
const container = document.getElementById('console');
if (container) render(<App />, container);
