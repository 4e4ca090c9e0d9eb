import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveDelivery } from '../../../../src/analyze/deliveries/live-delivery.ts';
import { createOpenDeliveries } from '../../../../src/analyze/deliveries/open-deliveries.ts';

const delivery = (seq: number): LiveDelivery => ({ seq, isOpen: false }) as LiveDelivery;

describe('deliveries that wait for an ack', () => {
  it('are what a Set of them would hold, in the order in which they came', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(null), fc.nat(400)), { maxLength: 600 }), (steps) => {
        const open = createOpenDeliveries();
        const model = new Set<LiveDelivery>();
        const all: LiveDelivery[] = [];
        for (const step of steps) {
          if (step === null) {
            const next = delivery(all.length);
            all.push(next);
            open.add(next);
            model.add(next);
          } else {
            const gone = all[step];
            if (gone) expect(open.delete(gone)).toBe(model.delete(gone));
          }
          expect(open.size).toBe(model.size);
          expect(open.oldest()).toBe([...model][0]);
        }
        expect([...open]).toEqual([...model]);
      }),
    );
  });

  it('may be taken out while they are walked over', () => {
    const open = createOpenDeliveries();
    const all = Array.from({ length: 200 }, (_, seq) => delivery(seq));
    for (const each of all) open.add(each);
    const seen: number[] = [];
    for (const each of open) {
      seen.push(each.seq);
      for (const other of all.slice(each.seq, each.seq + 2)) open.delete(other);
    }
    expect(seen).toEqual(Array.from({ length: 100 }, (_, at) => 2 * at));
    expect(open.size).toBe(0);
  });
});
