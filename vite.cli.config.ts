import { defineConfig } from 'vite';
import manifest from './package.json' with { type: 'json' };

/** One file that Node runs, with the core inside; only the browser driver of `record` stays a dependency. */
export default defineConfig({
  define: { __VERSION__: JSON.stringify(manifest.version) },
  publicDir: false,
  ssr: { noExternal: true, external: ['puppeteer-core'] },
  build: {
    ssr: 'cli/sockscope.ts',
    outDir: 'dist/cli',
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { entryFileNames: 'sockscope.js' } },
  },
});
