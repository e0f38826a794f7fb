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

export default defineConfig({
  root: at('.'),
  base: '/widget/',
  plugins: [loader()],
  build: {
    outDir: at('../dist/widgets/app'),
    emptyOutDir: true,
    target: 'es2020',
    assetsInlineLimit: 0, // a strict CSP has no data: fonts
    modulePreload: { polyfill: false },
  },
});
