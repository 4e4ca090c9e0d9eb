import { describe, expect, it } from 'vitest';
import { createHello } from '../../extension/channel/greeting.ts';
import { protocolVersion } from '../../src/wire/message.ts';
import { createScene, frame, type Script, text } from '../support/recorder-scene.ts';

describe('recorder', () => {
  it('arms a page, records, and acknowledges now and then', () => {
    const { log, visit } = createScene();
    const page = visit();
    page.send(frame(1), frame(2, Uint8Array.of(1, 2)));
    expect(page.answers.map(({ kind }) => kind)).toEqual(['welcome', 'arm']);
    expect(log.frame(2)).toMatchObject({ number: 2, data: Uint8Array.of(1, 2) });
    expect(log.connections).toHaveLength(1);
    for (let number = 3; number < 30; number++) page.sendBytes(number, new Uint8Array(60_000));
    const taken = page.answers.filter(({ kind }) => kind === 'taken');
    expect(taken).toHaveLength(3);
    expect(taken.at(-1)).toEqual({ kind: 'taken', batch: 2 + 27 });
  });

  it('leaves other tabs alone and turns other versions away', () => {
    const { log, visit } = createScene();
    const stranger = visit({ tabId: 8 });
    const old = visit({}, { ...createHello(), version: protocolVersion + 1 });
    expect(stranger.answers).toEqual([]);
    expect(old.answers).toEqual([{ kind: 'closed' }]);
    expect(log.version).toBe(0);
  });

  it('tells that a tab has no bridge, until one connects', () => {
    const { recorder, visit } = createScene();
    const heard: boolean[] = [];
    recorder.controls.subscribe(() => heard.push(recorder.controls.heard));
    recorder.unheard();
    visit();
    recorder.unheard();
    expect(heard).toEqual([false, true]);
  });

  it('takes packed bytes where messages are JSON', () => {
    const { log, visit } = createScene();
    const page = visit({}, JSON.parse(JSON.stringify(createHello())) as object);
    expect(page.answers[0]).toEqual({ kind: 'welcome', packed: true });
    page.sendBytes(1, Uint8Array.of(0, 255, 7));
    expect(log.frame(1)?.data).toEqual(Uint8Array.of(0, 255, 7));
  });

  it('starts a new session when the tab navigates, and ignores what comes late from the old page', () => {
    const { log, visit } = createScene();
    const old = visit();
    old.send(frame(1));
    const oldFrame = visit({ frameId: 3, documentId: 'inner' });
    const next = visit({ documentId: 'two' });
    old.send(frame(2));
    oldFrame.send(frame(1));
    old.leave();
    next.send(frame(1));
    expect(log.pages).toHaveLength(1);
    expect(log.connections).toHaveLength(1);
    expect(log.lastFrame - log.firstFrame).toBe(0);
    expect(log.startedAt).toBe(1_000_001);
    const inner = visit({ frameId: 4, documentId: 'new inner' });
    inner.send(frame(1));
    expect(log.pages).toHaveLength(2);
  });

  it('starts the session with its top document, also when a frame is the first to tell something', () => {
    const { log, visit } = createScene();
    const silent = { batches: [], orders: 0 } as unknown as Script;
    const top = visit({}, { ...createHello(), sentAt: 1_000_000 }, silent);
    const inner = visit({ frameId: 4, documentId: 'inner' }, createHello(), silent);
    const pageFact = (origin: number) => ({
      kind: 'page',
      page: 0,
      url: 'http://page/',
      frame: 'top',
      origin,
    });
    inner.send(pageFact(1_000_500));
    top.send(pageFact(1_000_000));
    expect(log.startedAt).toBe(1_000_000);
    expect(log.pages.map(({ time }) => Math.floor(time / 100))).toEqual([5, 0]);
  });

  it('believes no top document that says it is of another day', () => {
    const { log, visit } = createScene();
    const silent = { batches: [], orders: 0 } as unknown as Script;
    const top = visit({}, { ...createHello(), sentAt: 1_000_000 + 3 * 86_400_000 }, silent);
    top.send({ kind: 'page', page: 0, url: 'http://page/', frame: 'top', origin: 1_000_000 });
    expect(log.startedAt).toBeLessThan(1_001_000);
  });

  it('goes over to a document that was loaded ahead, with the connections it has', () => {
    const { log, visit } = createScene();
    const old = visit();
    old.send(frame(1));
    const ahead = visit({ frameId: 9, documentId: 'ahead', prerender: true });
    expect(log.pages).toHaveLength(2);
    old.leave();
    expect(log.pages).toMatchObject([{ id: 2, leftAt: null }]);
    expect(log.connections).toMatchObject([{ page: 2, endedBy: null }]);
    expect(log.lastFrame - log.firstFrame).toBe(-1);
    ahead.send(frame(1));
    expect(log.frame(2)).toMatchObject({ connection: 2 });
    const next = visit({ documentId: 'next' });
    next.send(frame(1));
    expect(log.pages).toMatchObject([{ id: 3 }]);
  });

  it('keeps the log over a navigation when told so, and ends what the page had open', () => {
    const { log, recorder, visit } = createScene();
    recorder.controls.setPreserveLog(true);
    const old = visit();
    old.send(frame(1));
    old.leave();
    visit({ documentId: 'two' });
    expect(log.pages.map(({ leftAt }) => leftAt !== null)).toEqual([true, false]);
    expect(log.connections.map(({ endedBy }) => endedBy)).toEqual(['page-left', null]);
    expect(log.frame(1)?.data).toBe(text);
  });

  it('does not believe a page that says that it is left', () => {
    const { log, visit } = createScene();
    const page = visit();
    page.send({ kind: 'page-left', page: 0 }, frame(1));
    page.leave();
    expect(log.events.filter(({ kind }) => kind === 'page-left')).toHaveLength(1);
    expect(log.frame(1)?.data).toBe(text);
    expect(log.drops.facts.count).toBe(1);
  });

  it('leaves out traffic while paused, says how much, and keeps the connections right', () => {
    const { log, recorder, visit } = createScene();
    const page = visit();
    page.send(frame(1, null));
    recorder.controls.setPaused(true);
    page.send(frame(2), { kind: 'bytes-of', connection: 1, number: 1, data: Uint8Array.of(5) });
    page.send(frame(3, null), { kind: 'bytes-of', connection: 1, number: 3, data: Uint8Array.of(6) });
    page.send({ kind: 'closed', connection: 1, code: 1000, reason: '', wasClean: true });
    recorder.controls.setPaused(false);
    expect(log.lastFrame).toBe(1);
    expect(log.frame(1)?.data).toEqual(Uint8Array.of(5));
    expect(log.connection(1)?.close?.code).toBe(1000);
    expect(log.events.at(-1)).toMatchObject({ kind: 'dropped', count: 2, bytes: text.length, why: 'paused' });
  });

  it('clears without losing sight of live connections', () => {
    const { log, recorder, visit } = createScene();
    const page = visit();
    page.send(frame(1));
    recorder.controls.clear();
    expect(log.lastFrame - log.firstFrame).toBe(-1);
    expect(log.connections).toMatchObject([{ id: 1, endedBy: null, sent: { frames: 0 } }]);
    page.send(frame(2));
    expect(log.frame(2)).toMatchObject({ connection: 1 });
  });

  it('counts what is malformed or missing and goes on', () => {
    const { log, visit } = createScene();
    const page = visit();
    for (const nonsense of [null, 1, 'x', {}, { kind: 'batch', version: protocolVersion, batch: 1 }]) {
      page.bridge.post(nonsense);
    }
    expect(log.drops.facts.count).toBe(5);
    page.send({ kind: 'frame' }, { kind: 'toString' }, { ...frame(1), connection: 99 }, frame(2));
    expect(log.drops.facts.count).toBe(8);
    expect(log.lastFrame).toBe(1);
    page.send({ ...frame(3), order: 17 });
    expect(log.drops.facts.count).toBe(18);
    expect(log.events.at(-1)).toMatchObject({ kind: 'dropped', count: 10 });
  });
});
