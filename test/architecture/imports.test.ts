import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** What each place may import besides itself; longest matching place counts. Packages are listed by name. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'src/base': [],
  'src/wire': ['src/base'],
  'src/session': ['src/base', 'src/wire'],
  'src/decode': ['src/base', 'src/wire', 'src/session'],
  'src/analyze': ['src/base', 'src/wire', 'src/session', 'src/decode'],
  'src/query': ['src/base', 'src/wire', 'src/session', 'src/decode', 'src/analyze'],
  'src/layout': ['src/base', 'src/wire', 'src/session', 'src/decode', 'src/analyze'],
  'src/archive': ['src/base', 'src/wire', 'src/session'],
  'extension/channel': ['src/base', 'src/wire', 'src/session'],
  'extension/hook': ['src/base', 'src/wire', 'extension/channel'],
  'extension/bridge': ['src/base', 'src/wire', 'extension/channel'],
  'extension/relay': ['src/base', 'src/wire', 'extension/channel'],
  'extension/registration': ['webextension-polyfill'],
  'extension/worker': ['extension/channel', 'extension/registration', 'webextension-polyfill'],
  'extension/devtools': [
    'src/base',
    'src/wire',
    'src/session',
    'extension/channel',
    'extension/registration',
    'webextension-polyfill',
  ],
  'extension/panel': ['src', 'extension/channel', 'preact', '@preact/signals', 'webextension-polyfill'],
  'extension/panel/views': ['src', 'extension/panel', 'preact', '@preact/signals'],
  'extension/panel/store': ['src', 'extension/channel', '@preact/signals'],
  'extension/panel/widgets': [
    'src/base',
    'src/layout',
    'extension/panel/strings.ts',
    'preact',
    '@preact/signals',
  ],
  'extension/viewer': ['src', 'extension/channel', 'extension/panel', 'preact', '@preact/signals'],
  cli: ['src', 'puppeteer-core', 'ws'],
};

const places = Object.keys(allowed).sort((one, other) => other.length - one.length);
const placeOf = (path: string): string | undefined =>
  places.find((place) => path === place || path.startsWith(`${place}/`));

interface Import {
  readonly from: string;
  readonly to: string;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name).replaceAll('\\', '/'));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import '([^']+)'/g,
    ),
  ];
  return specifiers
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .filter((to) => !to.startsWith('node:') && !to.endsWith('.css'))
    .map((to) => ({
      from: file,
      to: to.startsWith('.') ? relative(root, join(root, dirname(file), to)).replaceAll('\\', '/') : to,
    }));
}

const files = ['src', 'extension', 'cli'].flatMap(sources);
const imports = files.flatMap(importsOf);

describe('import directions (docs/architecture.md)', () => {
  it('reads imports at all', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  it('has a rule for every place', () => {
    const strangers = files.filter((file) => placeOf(file) === undefined && file.split('/').length > 2);
    expect(strangers).toEqual([]);
  });

  it('keeps every import within its rule', () => {
    const broken = imports.filter(({ from, to }) => {
      const place = placeOf(from);
      if (place === undefined) return false;
      const own = to.startsWith(`${place}/`);
      return !own && !allowed[place]!.some((each) => to === each || to.startsWith(`${each}/`));
    });
    expect(broken).toEqual([]);
  });

  it('lets analyzers import no decoder of a protocol but the raw fallback', () => {
    const broken = imports.filter(
      ({ from, to }) =>
        from.startsWith('src/analyze/') && to.startsWith('src/decode/decoders/') && !to.includes('/raw/'),
    );
    expect(broken).toEqual([]);
  });

  it('lets nothing import the hook', () => {
    const broken = imports.filter(
      ({ from, to }) => to.startsWith('extension/hook/') && !from.startsWith('extension/hook/'),
    );
    expect(broken).toEqual([]);
  });

  it("asks of no value whether it is an instance of this window's Uint8Array", () => {
    // The panel reads the log of the devtools page: its bytes are of another class (isBytes in src/base/bytes.ts).
    const strict = files.filter(
      (file) =>
        file.startsWith('src/') && /instanceof Uint8Array/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(strict).toEqual([]);
  });

  it('keeps files to a size one wants to open', () => {
    const long = files
      .map((file) => [file, readFileSync(join(root, file), 'utf8').split('\n').length] as const)
      .filter(([, lines]) => lines > 300);
    expect(long).toEqual([]);
  });
});
