import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './app/App';
import { BackendProvider, type Backend } from './platform';

/** In a plain browser, `npm run dev` with `?fake` shows the window over invented invoices. */
async function backend(): Promise<Backend> {
  if (import.meta.env.DEV && new URLSearchParams(location.search).has('fake')) {
    throw new Error('the fake backend is not built yet');
  }
  return (await import('./platform/tauri')).tauriBackend;
}

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <BackendProvider value={await backend()}>
        <App />
      </BackendProvider>
    </StrictMode>,
  );
}
