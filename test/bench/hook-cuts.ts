import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extensionDir } from '../support/browser.ts';

export type Cut = readonly [script: 'hook' | 'bridge', found: RegExp, put: string];

/** Events of the page are recorded as if they were traffic, and without the recorder's answers nothing is dropped. */
const always: readonly Cut[] = [
  ['hook', /\.isTrusted===\w&&/, '.isTrusted!==0&&'],
  ['hook', /=64\*(\w+),(\w+)=2e5/, '=1e9*$1,$2=2e12'],
];
/** From the page's own listener to all: each part is missing in the row before it. */
export const parts: readonly { readonly name: string; readonly page?: string; readonly cut?: Cut | null }[] =
  [
    { name: "the page's own listener" },
    { name: 'one more, empty', page: `ws.addEventListener('message', () => {}, true)` },
    {
      name: "the hook's, recording nothing",
      cut: ['hook', /[\w$]+\(e,t,`received`,[^()]+\(n\),[\w$]+\(\)\)/, '0'],
    },
    {
      name: 'recorded, no batch handed on',
      cut: ['hook', /[\w$]+\(\w,new [\w$]+\(`message`,\w\)\)/, '0'],
    },
    {
      name: 'handed to the bridge, not read',
      cut: ['bridge', /\(\{data:\w,lastEventId:\w\}\)=>\{/, '()=>{return;'],
    },
    {
      name: 'read by the bridge, not posted',
      cut: ['bridge', /\w\.push\(\w\);try\{\w\?\.postMessage\(\w\?\w\(\w\):\w\)/, 'try{0'],
    },
    { name: 'all', cut: null },
  ];

/** The built extension with the cuts made, in `folder`. Throws where a cut does not fit the build any more. */
export function buildCut(folder: string, cut: Cut | null): string {
  cpSync(extensionDir, folder, { recursive: true });
  for (const [script, found, put] of cut ? [...always, cut] : always) {
    const file = join(folder, `extension/${script}/${script}.iife.js`);
    const code = readFileSync(file, 'utf8');
    const times = code.match(new RegExp(found, 'g'))?.length ?? 0;
    if (times !== 1) throw new Error(`${found} is ${times} times in the built ${script}, not once`);
    writeFileSync(file, code.replace(found, put));
  }
  return folder;
}
