import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { API } from '../server/contract/api.js';
import { LIMITS } from '../server/contract/requests.js';

/** `vite` in this folder serves the console with hot reload; PAYVAND_URL names the running server behind it. */
const server = process.env.PAYVAND_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  base: '/console/',
  plugins: [react(), contractFigures()],
  build: {
    outDir: '../dist/agents',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    // One style sheet, there from the beginning: a page that is opened while the network is gone could not get its own later.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        // A few files that change at different times, not a hundred of one component each.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler|react-i18next|i18next)\// },
            { name: 'live', test: /node_modules\/(socket\.io|engine\.io|@socket\.io|@tanstack)/ },
            { name: 'shared', test: /node_modules|agents\/src\/(base|live|session)\//, minShareCount: 3 },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: {
      '/api': server,
      '/files': server,
      '/socket.io': { target: server, ws: true },
    },
  },
});

/**
 * What the browser needs of the contract at run time: method and path of each operation, and the limits. Read here, while
 * building, so that the schemas and their library stay on the server.
 */
function contractFigures(): Plugin {
  const name = 'virtual:contract-figures';
  const operations = Object.fromEntries(Object.entries(API).map(([id, { method, path }]) => [id, { method, path }]));
  return {
    name: 'contract-figures',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) =>
      id === `\0${name}`
        ? `export const OPERATIONS = ${JSON.stringify(operations)};\nexport const LIMITS = ${JSON.stringify(LIMITS)};`
        : undefined,
  };
}
