import './shared/tokens.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './app/App';
import { BackendProvider, type Backend } from './platform';

/** In a plain browser, `npm run dev` with `?fake` shows the window over invented invoices. */
async function findBackend(): Promise<Backend> {
  const asked = new URLSearchParams(location.search);
  if (import.meta.env.DEV && asked.has('fake')) {
    const { FakeBackend } = await import('./platform/fake');
    const { STOPPED } = await import('./platform/fake/invoices');
    const fake = new FakeBackend({
      delay: 25,
      empty: asked.has('empty'),
      more: Number(asked.get('more') ?? 0),
      held: asked.getAll('hold'),
      refused: asked.getAll('refuse'),
      ...(asked.has('stopped') ? { stoppedBy: STOPPED } : {}),
    });
    await fake.savePreferences({ language: asked.get('language') ?? 'zh', theme: asked.get('theme') ?? 'system', zoom: Number(asked.get('zoom') ?? 100), provider: 'offline', keys: {}, second: { provider: '', calls_per_day: null, fen_per_day: null } });
    Object.assign(window, { fake });
    return fake;
  }
  return (await import('./platform/tauri')).tauriBackend;
}

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <BackendProvider value={await findBackend()}>
        <App />
      </BackendProvider>
    </StrictMode>,
  );
}
