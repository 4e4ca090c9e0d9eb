import { describe, expect, it } from 'vitest';
import { createHello } from '../../extension/channel/greeting.ts';
import { creditFacts, mostElements } from '../../src/wire/limits.ts';
import { protocolVersion } from '../../src/wire/message.ts';
import { createScene, frame, type Script, startOfClock } from '../support/recorder-scene.ts';

/** A hook's account: what it has posted and heard no answer to. Throws where it would have to stop. */
function createCredit(page: Script) {
  const posted: { batch: number; facts: number }[] = [];
  let heard = 0;
  return {
    spend(facts: number, send: () => void): void {
      for (; heard < page.answers.length; heard++) {
        const answer = page.answers[heard] as { kind: string; batch?: number };
        while (answer.kind === 'taken' && posted[0] && posted[0].batch <= answer.batch!) posted.shift();
      }
      const held = posted.reduce((sum, each) => sum + each.facts, 0);
      if (held + facts > creditFacts) throw new Error(`The hook holds ${held} facts and stops for good.`);
      send();
      posted.push({ batch: page.batches.length, facts });
    },
  };
}

const sample = { kind: 'buffered', connection: 1, amount: 1 };

describe('the credit of the hook', () => {
  it('comes back for batches that hold facts alone', () => {
    const { log, visit } = createScene();
    const page = visit();
    const credit = createCredit(page);
    const facts = Array.from({ length: 250 }, () => sample);
    for (let batch = 0; batch < 1000; batch++) credit.spend(250, () => page.send(...facts));
    expect(log.events.length + log.drops.signals.count).toBe(250_003);
  });

  it('comes back for single facts, also while paused and where they are malformed', () => {
    const { recorder, visit } = createScene();
    const page = visit();
    const credit = createCredit(page);
    for (let batch = 0; batch < 3000; batch++) credit.spend(250, () => page.send(sample));
    recorder.controls.setPaused(true);
    for (let batch = 0; batch < 3000; batch++) credit.spend(250, () => page.send(frame(1)));
    recorder.controls.setPaused(false);
    for (let batch = 0; batch < 3000; batch++) credit.spend(250, () => page.send({ kind: 'nonsense' }));
  });

  it('comes back for batches that cannot be read at all', () => {
    const { log, visit } = createScene();
    const page = visit();
    const credit = createCredit(page);
    for (let batch = 0; batch < 2000; batch++)
      credit.spend(250, () => {
        page.send(sample);
      });
    const { batches, bridge, answers } = page;
    const before = answers.length;
    for (let batch = batches.length + 1; batch < batches.length + 100; batch++)
      bridge.post({ kind: 'batch', version: protocolVersion, batch, facts: new Array(mostElements + 1) });
    expect(answers.length).toBeGreaterThan(before);
    expect(log.drops.facts.count).toBe(99);
    expect((answers.at(-1) as { batch?: number }).batch).toBeGreaterThan(batches.length);
  });

  it('comes back where the answers were lost with the port', () => {
    const { visit, alive } = createScene();
    alive.add('one');
    const before = visit();
    for (let number = 1; number < 40; number++) before.sendBytes(number, new Uint8Array(60_000));
    expect(before.answers.filter(({ kind }) => kind === 'taken').length).toBeGreaterThan(0);
    // The bridge heard none of them, and sends all it kept once more.
    const after = visit({}, createHello(true), before);
    const taken = after.answers.filter(({ kind }) => kind === 'taken');
    expect(taken.at(-1)).toEqual({ kind: 'taken', batch: before.batches.length });
  });

  it('is no way for one number to end the recording', () => {
    const { log, visit } = createScene();
    const page = visit();
    page.bridge.post({ ...page.batches[0], batch: Number.MAX_SAFE_INTEGER });
    page.send({ ...frame(1), order: Number.MAX_SAFE_INTEGER });
    page.send({ ...frame(2), order: 1e308 });
    expect(log.drops.facts.count).toBe(3);
    page.send(frame(3));
    expect(log.frame(1)).toMatchObject({ size: 5 });
    expect(log.drops.facts.count).toBe(3);
  });
});

describe('what a document says of its time', () => {
  const begin = (origin: number, time: number) => {
    const scene = createScene();
    const page = scene.visit({}, createHello(), undefined, origin);
    page.send({ ...frame(1), time });
    return scene.log;
  };

  const dayMs = 86_400_000;
  it.each([-1e300, 1e300, startOfClock - 2 * dayMs, startOfClock + 2 * dayMs])(
    'is not believed when it starts at %d, more than a day off',
    (origin) => {
      expect(Math.abs(begin(origin, 5).startedAt - startOfClock)).toBeLessThan(1000);
    },
  );

  it('is believed within a day', () => {
    expect(begin(startOfClock - dayMs / 2, 5).startedAt).toBe(startOfClock - dayMs / 2 + 1);
  });

  it.each([1e308, -1e308, 1e13])('is no later than now where a frame says %d', (time) => {
    const log = begin(startOfClock, time);
    expect(log.lastTime).toBeGreaterThanOrEqual(0);
    expect(log.lastTime).toBeLessThan(1000);
  });
});
