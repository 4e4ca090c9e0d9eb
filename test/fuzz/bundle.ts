import { resolve } from 'node:path';
import { build } from 'vite';

/** The worker as one file, built as the command line is: a transpiler's calls around every closure take half of the time. */
export async function bundleWorker(): Promise<string> {
  const folder = 'out/fuzz';
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    // The corpus is found from the folder of its reader.
    define: { 'import.meta.dirname': JSON.stringify(resolve(import.meta.dirname, '../support')) },
    build: {
      ssr: resolve(import.meta.dirname, 'worker.ts'),
      outDir: folder,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
  });
  return resolve(folder, 'worker.mjs');
}
