import { h, render } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionHost } from '../../extension/channel/session-host.ts';
import { createPanelStore, type PanelStore } from '../../extension/panel/store/panel-store.ts';
import type { Selection, TabId } from '../../extension/panel/store/selection.ts';
import { Details } from '../../extension/panel/views/details.tsx';
import { Main } from '../../extension/panel/views/main.tsx';
import { Overview } from '../../extension/panel/views/overview.tsx';
import { StoreContext } from '../../extension/panel/views/use-store.ts';
import type { SessionWriter } from '../../src/session/session.ts';
import { BareNode, type Built, bareGlobals, builtIn } from '../support/bare-dom.ts';
import { logOf } from '../support/frame-script.ts';
import { hostOf } from '../support/session-host.ts';

/** Elements of one part of the panel, characters of one text or attribute, and of all of them together. */
const most = { elements: 3_000, longest: 10_100, characters: 200_000 };

let store: PanelStore;
let root: BareNode;
beforeEach(() => {
  for (const [name, value] of Object.entries(bareGlobals)) vi.stubGlobal(name, value);
  root = new BareNode(1, 'div');
});
afterEach(() => {
  render(null, root as unknown as Element);
  store.stop();
  vi.unstubAllGlobals();
});

/** What a part of the panel builds for a session that is analysed. */
function build(
  log: SessionWriter,
  view: () => h.JSX.Element | null,
  choose: (store: PanelStore) => void,
): Built {
  const host: SessionHost = hostOf(log);
  store = createPanelStore(host);
  store.analysis().pump(log.lastTime + 1);
  choose(store);
  render(h(StoreContext.Provider, { value: store }, h(view, {})), root as unknown as Element);
  return builtIn(root);
}

function expectBounded(built: Built): void {
  expect({
    elements: built.elements <= most.elements || built.elements,
    longest: built.longest <= most.longest || built.longest,
    characters: built.characters <= most.characters || built.characters,
  }).toEqual({ elements: true, longest: true, characters: true });
}

const select =
  (selection: Selection) =>
  ({ selection: chosen }: PanelStore): void => {
    chosen.value = selection;
  };
const tab =
  (id: TabId) =>
  ({ tab: chosen }: PanelStore): void => {
    chosen.value = id;
  };
const scope =
  (connection: number) =>
  ({ scope: chosen }: PanelStore): void => {
    chosen.value = connection;
  };

const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');
const json = (value: unknown): string => JSON.stringify(value);
const open = 'open 1 ws://a.example/';
const long = 'n'.repeat(300_000);
const stream = `> {"type":"file.start","data":{"id":"f","name":"${'f'.repeat(900)}","chunks":9007199254740991}}`;

const frames: Readonly<Record<string, string>> = {
  'ten thousand packets': `text(${json(Array.from({ length: 9_999 }, (_, at) => `{"type":"t${at}","a":{"b":[1,2,3]}}`).join('\n'))})`,
  'a text of three million characters': 'x'.repeat(3_000_000),
  'an object of 50,000 fields': json(
    Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`k${at}`, { a: at, b: [at] }])),
  ),
  'long keys': json({ [long]: { [`${long}1`]: { [`${long}2`]: 1 } }, type: 'a' }),
  'long strings': json(Array.from({ length: 300 }, () => 'y'.repeat(10_000))),
  'a long name': json({ type: long, id: 1, channel: long }),
};

describe('what the panel builds', () => {
  it.each(Object.entries(frames))('for a frame with %s', (_name, frame) => {
    const log = logOf(`${open}\n> ${frame}\n< {"type":"other"}`);
    expectBounded(build(log, Main, tab('frames')));
    render(null, root as unknown as Element);
    store.stop();
    expectBounded(build(log, Details, select({ kind: 'frame', frame: 1 })));
  });

  it('says how many packets of a frame it leaves out', () => {
    const log = logOf(`${open}\n> ${frames['ten thousand packets']}`);
    const { text } = build(log, Details, select({ kind: 'frame', frame: 1 }));
    expect(text).toContain('and 9,949 more packets');
  });

  it('for a connection of which everything is long', () => {
    const log = logOf(`construct 1 ws://a.example/${'p'.repeat(16_000)}`);
    const headers = Array.from({ length: 200 }, (): [string, string] => [
      'h'.repeat(1000),
      'v'.repeat(16_000),
    ]);
    log.append({
      kind: 'handshake',
      order: 10,
      time: 1,
      connection: 1,
      status: 101,
      requestHeaders: headers,
      responseHeaders: headers,
    });
    log.append({
      kind: 'closed',
      order: 11,
      time: 2,
      connection: 1,
      code: 1006,
      reason: '',
      wasClean: false,
    });
    expectBounded(build(log, Details, scope(1)));
  });

  it('for a transfer that declares 2^53 chunks, and thousands of transfers', () => {
    const many = lines(
      2_000,
      (at) => `> {"type":"file.start","data":{"id":"g${at}","name":"g","chunks":500}}`,
    );
    const log = logOf(`${open}\n${stream}\n${many}`);
    const built = build(log, Main, tab('chunk-streams'));
    expectBounded(built);
    expect(built.text).toContain('of 2,001 streams');
    render(null, root as unknown as Element);
    store.stop();
    expectBounded(build(log, Details, select({ kind: 'chunk-stream', id: 0 })));
  });

  it('for a packet that was sent a thousand times, in a chain of a thousand connections', () => {
    const log = logOf(
      lines(1_000, (at) => `+1s open ${at + 1} ws://a/\n> {"seq":1,"type":"x"}\n+1s ${at + 1} close 1006`),
    );
    const built = build(log, Details, select({ kind: 'delivery', id: 0 }));
    expectBounded(built);
    expect(built.text).toContain('980 earlier ones');
    render(null, root as unknown as Element);
    store.stop();
    expectBounded(build(log, Main, tab('deliveries')));
  });

  it('for a request that was answered four thousand times', () => {
    const log = logOf(
      `${open}\n> {"id":1,"type":"ask"}\n${lines(4_000, () => '+1ms < {"id":1,"type":"ask.response","ok":true}')}`,
    );
    expectBounded(build(log, Details, select({ kind: 'exchange', id: 0 })));
    render(null, root as unknown as Element);
    store.stop();
    expectBounded(build(log, Details, select({ kind: 'findings', code: 'exchange-duplicate-response' })));
  });

  it('for a page that is hidden and shown ten thousand times', () => {
    const log = logOf(open);
    for (let at = 0; at < 20_000; at++)
      log.append({ kind: 'visibility', order: 10 + at, time: at, page: 1, visible: at % 2 === 1 });
    expectBounded(build(log, Overview, () => undefined));
  });

  it('in every tab for names as long as they are kept', () => {
    const name = 'm'.repeat(5_000);
    const log = logOf(
      `${open}\n${lines(60, (at) => `> {"id":"${name}${at}","type":"${name}"}\n> {"seq":${at},"channel":"${name}","type":"${name}"}`)}\n1 close 1006`,
    );
    for (const id of ['frames', 'exchanges', 'deliveries', 'chunk-streams', 'events', 'findings'] as const) {
      expectBounded(build(log, Main, tab(id)));
      render(null, root as unknown as Element);
      store.stop();
    }
  });
});
