import { describe, expect, it } from 'vitest';
import { createHello } from '../../extension/channel/greeting.ts';
import { createScene, frame } from '../support/recorder-scene.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('a port that breaks', () => {
  it('is taken up by the next one of its document: nothing is missing, nothing is twice', async () => {
    const { log, visit, woken, alive } = createScene();
    alive.add('one');
    const before = visit();
    before.send(frame(1));
    before.bridge.close();
    await nextTurn();
    expect(woken).toEqual(['one']);
    before.send(frame(2));
    const after = visit({}, createHello(true), before);
    after.send(frame(3));
    expect(after.answers.map(({ kind }) => kind)).toEqual(['welcome', 'arm']);
    expect(log.pages).toMatchObject([{ leftAt: null }]);
    expect(log.connections).toMatchObject([{ endedBy: null, sent: { frames: 3 } }]);
    expect(log.drops.facts.count).toBe(0);
    after.leave();
    expect(log.connections).toMatchObject([{ endedBy: 'page-left' }]);
  });

  it('also where the recorder has not heard that the former broke', () => {
    const { log, visit } = createScene();
    const before = visit();
    before.send(frame(1));
    const after = visit({}, createHello(true), before);
    before.bridge.close();
    after.send(frame(2));
    expect(log.connections).toMatchObject([{ endedBy: null, sent: { frames: 2 } }]);
  });

  it('ends the page where its document is gone without a word, as one that crashed', async () => {
    const { log, visit } = createScene();
    const page = visit();
    page.bridge.close();
    await nextTurn();
    expect(log.connections).toMatchObject([{ endedBy: 'page-left' }]);
  });

  it('has to begin anew with a recorder that does not know the document', () => {
    const { log, visit, woken, alive } = createScene();
    alive.add('one');
    const stranger = visit({}, createHello(true));
    expect(stranger.answers).toEqual([{ kind: 'closed' }]);
    expect(woken).toEqual(['one']);
    expect(log.version).toBe(0);
    expect(visit().answers.map(({ kind }) => kind)).toEqual(['welcome', 'arm']);
    expect(log.connections).toHaveLength(1);
  });

  it('counts what a document gave up that was silent for too long, and only what never arrived', async () => {
    const { log, visit } = createScene();
    const page = visit();
    page.send(frame(1), frame(2));
    page.bridge.close();
    await nextTurn();
    expect(log.connections).toMatchObject([{ endedBy: 'page-left' }]);
    const hello = (given: unknown) => ({ ...createHello(), given });
    visit({}, hello([[2, 2], [3, 40], [4, 2], ['5', 9], [6, -1], null]));
    expect(log.drops.facts.count).toBe(42);
    // Another recording of it, which gave up nothing; and one of a document that nobody knows.
    visit();
    visit({ documentId: 'other', frameId: 3 }, hello([[9, 9]]));
    expect(log.drops.facts.count).toBe(42);
  });

  it('counts it also where the recorder was late itself', () => {
    const { log, visit } = createScene();
    visit().send(frame(1));
    visit(
      {},
      createHello(false, [
        [2, 1],
        [3, 7],
      ]),
    );
    expect(log.drops.facts.count).toBe(7);
  });

  it('leaves the former page behind where the document begins anew', () => {
    const { log, visit } = createScene();
    visit().send(frame(1));
    visit().send(frame(1));
    expect(log.connections).toMatchObject([{ endedBy: 'page-left' }, { endedBy: null }]);
  });
});

describe('what is said of a page whose own document is not recorded', () => {
  it('tells that the top document went, where no other took its place', async () => {
    const { visit, left } = createScene();
    const first = visit();
    visit({ frameId: 3, documentId: 'inner' }).leave();
    const second = visit({ documentId: 'two' });
    first.leave();
    expect(left.times).toBe(0);
    second.leave();
    expect(left.times).toBe(1);
  });

  it('counts the frames inside it that are', () => {
    const { recorder, visit } = createScene();
    const { controls } = recorder;
    const told: unknown[] = [];
    controls.subscribe(() => told.push([controls.heard, controls.framesHeard]));
    recorder.unheard();
    const inner = visit({ frameId: 3, documentId: 'inner' });
    recorder.unheard();
    inner.leave();
    visit();
    expect(told).toEqual([
      [false, 0],
      [false, 1],
      [false, 1],
      [false, 0],
      [true, 0],
    ]);
  });
});
