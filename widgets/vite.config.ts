import { fileURLToPath } from 'node:url';
import { build, defineConfig, type Plugin } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The loader is one classic script with a name that never changes; it is built after the app, by its own small build. */
function loader(): Plugin {
  return {
    name: 'payvand-loader',
    apply: 'build',
    async closeBundle() {
      await build({
        configFile: false,
        root: at('.'),
        logLevel: 'warn',
        publicDir: false,
        build: {
          outDir: at('../dist/widgets'),
          emptyOutDir: false,
          target: 'es2020',
          lib: {
            entry: at('src/loader/main.ts'),
            formats: ['iife'],
            name: 'payvandLoader',
            fileName: () => 'widget.js',
          },
        },
      });
    },
  };
}

/** The console's preview is a page of its own, so that no visitor loads anything of it. */
function preview(): Plugin {
  return {
    name: 'payvand-preview',
    apply: 'build',
    async closeBundle() {
      await build({
        configFile: false,
        root: at('preview'),
        base: '/widget/preview/',
        logLevel: 'warn',
        publicDir: false,
        build: {
          outDir: at('../dist/widgets/preview'),
          emptyOutDir: true,
          target: 'es2020',
          assetsInlineLimit: 0,
          modulePreload: { polyfill: false },
        },
      });
    },
  };
}

/** socket.io-client with two of its four transports, those that we use: a WebSocket, else long polling by fetch. */
function leanSocket(): Plugin {
  const lean = '\0lean-transports';
  return {
    name: 'payvand-lean-socket',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source === './transports/index.js' && importer?.includes('engine.io-client')) {
        return `${lean}:${importer.replace(/[^/]+$/, 'transports/')}`;
      }
    },
    load(id) {
      if (!id.startsWith(lean)) return;
      const from = id.slice(lean.length + 1);
      return `import { WS as websocket } from ${JSON.stringify(`${from}websocket.js`)};
        import { Fetch as polling } from ${JSON.stringify(`${from}polling-fetch.js`)};
        export const transports = { websocket, polling };`;
    },
  };
}

export default defineConfig({
  root: at('.'),
  base: '/widget/',
  plugins: [leanSocket(), loader(), preview()],
  build: {
    outDir: at('../dist/widgets/app'),
    emptyOutDir: true,
    target: 'es2020',
    assetsInlineLimit: 0, // a strict CSP has no data: fonts
    modulePreload: { polyfill: false },
  },
});
