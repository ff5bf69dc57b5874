import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  build: {
    // WebKitGTK 2.50 and the WebView2 and WKWebView of the same years.
    target: ['safari17', 'chrome120'],
    modulePreload: { polyfill: false },
    // The content policy of the window forbids data: scripts; small pictures stay files too.
    assetsInlineLimit: 0,
  },
  test: {
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { width: 1280, height: 800 } },
    include: ['src/**/*.test.{ts,tsx}'],
    // A busy machine is no failure.
    testTimeout: 30_000,
    css: { modules: { classNameStrategy: 'non-scoped' } },
  },
});
