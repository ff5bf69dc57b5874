import { cleanup, configure, render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, vi } from 'vitest';

import { BackendProvider } from '../platform';
import { FakeBackend } from '../platform/fake';
import { dismissToasts } from '../shared/components';
import { App } from './App';

/** Makes a page without a layout good enough for the window: called once in a file of tests. */
export function layOut(): void {
  beforeAll(() => {
    configure({ asyncUtilTimeout: 10_000 });
    // Nothing is laid out here: the lists get a height, so that rows are drawn.
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(900);
    vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(400);
    HTMLElement.prototype.scrollTo = () => undefined;
    HTMLElement.prototype.scrollIntoView = () => undefined;
  });
  beforeEach(() => localStorage.clear());
  afterEach(() => {
    cleanup();
    dismissToasts();
  });
}

/** The whole window over invented invoices, and somebody who uses it. */
export async function begin(backend = new FakeBackend()) {
  const user = userEvent.setup();
  render(
    <BackendProvider value={backend}>
      <App />
    </BackendProvider>,
  );
  await screen.findByTestId('status');
  return { backend, user };
}

export const field = (name: string) => screen.findByRole('textbox', { name });
