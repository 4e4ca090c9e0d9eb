import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../src/analyze/report/report.ts';
import { reportText } from '../../../src/analyze/report/report-text.ts';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { openArchive } from '../../../src/archive/archive.ts';
import { writeHar } from '../../../src/archive/formats/har-format.ts';
import { writeSockscope } from '../../../src/archive/formats/sockscope-format.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import { logOf } from '../../support/frame-script.ts';
import { linesOf, sessionFile } from '../../support/session-file.ts';

const runs = Number(process.env.SOCKSCOPE_FUZZ_RUNS ?? 150);

const script = `
  open 1 wss://app.example/rt?token=a
  > {"id":"a","type":"user.get"}
  +12ms < {"id":"a","type":"user.get.response","data":"línea 😀"}
  > {"seq":1,"type":"chat"}
  > {"type":"file.start","data":{"name":"f","size":300,"chunks":2}}
  > bytes(200)
  > bytes(100)
  > {"type":"file.end"}
  +1s 1 buffered 42
  1 ask-close 1000
  1 close 4001 bye
  1 after-close 12
  page
  open 2 wss://app.example/socket.io/?EIO=4
  < 0{"sid":"x","pingInterval":25000}
  > 42["join",1]
  2 send-failed 3
  page-left`;

type Tree = null | boolean | number | string | readonly Tree[] | { readonly [name: string]: Tree };

/** What a file may hold where another value is expected. */
const odd: fc.Arbitrary<Tree> = fc.oneof(
  fc.constantFrom<Tree[]>(
    null,
    true,
    0,
    -1,
    -0,
    0.5,
    1,
    2,
    3,
    1e300,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32 + 1,
    2 ** 53 - 1,
    2 ** 53,
    253_402_300_799_999,
    8.64e15,
    '',
    'x',
    '\ud800',
    '\u001b]52;c;x\u0007\nforged',
    '%',
    '+275760-09-13T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '1970-01-01T00:00:00.000Z',
    [],
    [[]],
    {},
    { toString: null },
    { toString: 1 },
    { __proto__: null, length: 1 },
    'page',
    'constructed',
    'frame',
    'bytes-of',
    'page-left',
    'handshake',
    'dropped',
    'pending',
    'received',
  ),
  fc.double(),
  fc.string(),
  fc.jsonValue() as fc.Arbitrary<Tree>,
);

interface Change {
  /** Chosen among all places of the tree. */
  readonly at: number;
  readonly how: 'replace' | 'nudge' | 'remove' | 'double' | 'swap';
  readonly value: Tree;
}
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('nudge', 'nudge', 'nudge', 'nudge', 'replace', 'remove', 'double', 'swap'),
  value: odd,
});

type Place = { readonly holder: Tree[] | Record<string, Tree>; readonly name: string };

function placesOf(tree: Tree): Place[] {
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.keys(tree).flatMap((name) => {
    const holder = tree as Place['holder'];
    return [{ holder, name }, ...placesOf((holder as Record<string, Tree>)[name]!)];
  });
}

function apply(tree: Tree, { at, how, value }: Change): void {
  const places = placesOf(tree);
  const place = places[at % places.length];
  if (!place) return;
  const { holder, name } = place;
  const list = Array.isArray(holder) ? holder : null;
  const record = holder as Record<string, Tree>;
  const index = Number(name);
  if (how === 'remove' && list) list.splice(index, 1);
  else if (how === 'remove') delete record[name];
  else if (how === 'double' && list) list.splice(index, 0, structuredClone(list[index]!));
  else if (how === 'swap' && list) list.splice(index, 2, ...list.slice(index, index + 2).reverse());
  else record[name] = how === 'nudge' ? nudged(record[name]!, value) : value;
}

/** Another value of the same type. */
function nudged(old: Tree, value: Tree): Tree {
  if (typeof old === 'number') return typeof value === 'number' ? value : old + 1;
  if (typeof old === 'string')
    return typeof value === 'string' ? value : `${old}\u202e${JSON.stringify(value)}`;
  return typeof old === 'boolean' ? !old : old;
}

const changed = (tree: Tree, changes: readonly Change[]): Tree => {
  const root = structuredClone(tree);
  for (const each of changes) apply(root, each);
  return root;
};

/** Opens it, and where that goes: reports it, writes it in both formats and opens those. Says what became of it. */
async function live(file: Uint8Array): Promise<'refused' | 'ok'> {
  const log = createSessionLog();
  const result = await openArchive(file, log);
  if (!result.ok) {
    expect(result.error.message).toMatch(/^[A-Z][^\n]+\.$/);
    expect(log.version).toBe(0);
    return 'refused';
  }
  const { end } = result.value;
  const analysis = createAnalysis(log);
  analysis.finish(end);
  const text = reportText(await buildReport(analysis));
  expect(text).not.toMatch(/(?!\n)\p{Cc}/u);

  const again = createSessionLog();
  const written = await writeSockscope(log, { createdAt: log.startedAt + end, version: 'test' });
  const read = await openArchive(written, again);
  expect(read).toMatchObject({ ok: true });
  expect([...again.facts()]).toEqual([...log.facts()]);
  expect(again.drops).toEqual(log.drops);

  const har = writeHar(log, 'test');
  if (log.connections.length > 0) {
    const fromHar = createSessionLog();
    expect(await openArchive(Buffer.from(har), fromHar)).toMatchObject({ ok: true, value: { notes: [] } });
    expect(fromHar.connections.length).toBe(log.connections.length);
  }
  return 'ok';
}

// Each run analyses, writes and reads three times: a minute is a hang even where many share the machine.
describe('a file that was changed in any way is opened or refused', { timeout: 60_000 }, () => {
  it('as a session file', async () => {
    const lines = (await linesOf(logOf(script))).map((line) => JSON.parse(line) as Tree);
    const seen = { ok: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const [header, ...facts] = changed(lines, changes) as Record<string, Tree>[];
        seen[await live(sessionFile(facts ?? [], header ?? ''))]++;
      }),
      { numRuns: runs },
    );
    expect(Math.min(seen.ok, seen.refused)).toBeGreaterThan(runs / 20);
  });

  it('as a HAR', async () => {
    const har = JSON.parse(writeHar(logOf(script), 'test')) as Tree;
    const seen = { ok: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
        seen[await live(Buffer.from(JSON.stringify(changed(har, changes))))]++;
      }),
      { numRuns: runs },
    );
    expect(seen.ok).toBeGreaterThan(runs / 3);
  });

  it('as bytes', async () => {
    const files = [
      Buffer.from(writeHar(logOf(script), 'test')),
      sessionFile(await linesOf(logOf(script)).then(([, ...facts]) => facts)),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 5 }),
        fc.option(fc.nat()),
        async (file, edits, cut) => {
          const copy = Uint8Array.from(file);
          for (const [at, byte] of edits) copy[at % copy.length] = byte;
          await live(cut === null ? copy : copy.subarray(0, cut % copy.length));
        },
      ),
      { numRuns: runs },
    );
  });
});
