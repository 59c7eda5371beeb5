import { sessionEnded } from '../api/call.ts';
import { ClientSecretsPage } from '../client-secrets/client-secrets-page.tsx';
import { ConnectionPage } from '../connection/connection-page.tsx';
import { ExpiryPage } from '../expiry/expiry-page.tsx';
import { FleetPage } from '../fleet/fleet-page.tsx';
import { EditPage } from '../form/edit-page.tsx';
import { NewPage } from '../form/new-page.tsx';
import { Announcements } from './announcement.tsx';
import { Locked } from './locked.tsx';
import { Page } from './page.tsx';
import { place } from './place.ts';
import { hrefOf, type Place } from './routes.ts';

const MENU = [
  { target: { page: 'fleet' }, text: 'Fleet' },
  { target: { page: 'expiry' }, text: 'Expiry' },
  { target: { page: 'client-secrets' }, text: 'Client secrets' },
] as const;

export function App() {
  if (sessionEnded.value) return <Locked />;
  const here = place.value;
  return (
    <>
      <button type="button" class="skip" onClick={toMain}>
        Skip to the content
      </button>
      <header class="top">
        <a class="brand" href={hrefOf({ page: 'fleet' })}>
          <span aria-hidden="true" class="mark" />
          Connections
        </a>
        <nav aria-label="Pages">
          {MENU.map(({ target, text }) => (
            <a key={text} href={hrefOf(target)} aria-current={here.page === target.page ? 'page' : undefined}>
              {text}
            </a>
          ))}
        </nav>
        <a class="button primary" href={hrefOf({ page: 'new' })}>
          New connection
        </a>
      </header>
      <main id="main" tabIndex={-1}>
        <Content here={here} />
      </main>
      <Announcements />
    </>
  );
}

function Content({ here }: { readonly here: Place }) {
  switch (here.page) {
    case 'fleet':
      return <FleetPage />;
    case 'new':
      return <NewPage />;
    case 'connection':
      return <ConnectionPage key={here.connectionId} connectionId={here.connectionId} />;
    case 'edit':
      return <EditPage key={here.connectionId} connectionId={here.connectionId} />;
    case 'expiry':
      return <ExpiryPage />;
    case 'client-secrets':
      return <ClientSecretsPage />;
    case 'nowhere':
      return (
        <Page title="There is nothing here">
          <p>
            <a href={hrefOf({ page: 'fleet' })}>Go to the fleet</a>
          </p>
        </Page>
      );
  }
}

function toMain(): void {
  document.getElementById('main')?.focus();
}
