import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

/**
 * A module of this folder, bundled as the panel and the command line are: run from its sources, a transpiler's calls around every closure
 * are measured as well.
 */
export async function importBundled<Module>(file: string): Promise<Module> {
  const name = `${basename(file, '.ts')}.mjs`;
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: resolve(import.meta.dirname, file),
      outDir: 'out/bench',
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: name } },
    },
  });
  return (await import(pathToFileURL(resolve('out/bench', name)).href)) as Module;
}
