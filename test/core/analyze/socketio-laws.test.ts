import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import type { Fact } from '../../../src/wire/fact.ts';
import { readFrameScript } from '../../support/frame-script.ts';
import { feedTwice } from '../../support/in-pieces.ts';

const payload = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '420["a",1]',
      '421["a",1]',
      '422["a",1]',
      '42/n,0["a"]',
      '430[null]',
      '431[{"error":"x"}]',
      '432[]',
      '42["plain"]',
      '42["seen",1,"o1"]',
      '42["seen",2,"o2"]',
      '42["row",7]',
      '42["row",9]',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '40',
      '40{"pid":"p","offset":"o1"}',
      '40{"serverOffset":7}',
      '40{"sid":"s","pid":"p"}',
      '40{"sid":"s","pid":"q"}',
      '40/n,',
      '41',
      '44{"message":"no"}',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('2', '3', '1', '6', '0{"sid":"e","pingInterval":500,"pingTimeout":200}'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '451-["bin",{"_placeholder":true,"num":0}]',
      '452-0["bin"]',
      'bytes(4)',
      '42["broken"',
      '4',
    ),
  },
);
const frame = fc
  .tuple(fc.integer({ min: 0, max: 900 }), fc.constantFrom('1>', '1<', '2>', '2<'), payload)
  .map(([ms, at, text]) => `+${ms}ms ${at} ${text}`);
const step = fc.oneof(
  { weight: 15, arbitrary: frame },
  { weight: 1, arbitrary: fc.constantFrom('1 close 1006', '1 ask-close 1000', '2 close 1000') },
);
const url = 'ws://a.example/socket.io/?EIO=4&transport=websocket';
const script = fc
  .tuple(fc.array(step, { maxLength: 25 }), fc.array(step, { maxLength: 25 }))
  .map(([before, after]) =>
    [
      `open 1 ${url}`,
      ...before.filter((line) => !/ 2[<>]|^2 /.test(line)),
      '+10ms 1 close 1006',
      `+90ms open 2 ${url}`,
      ...after,
    ].join('\n'),
  );

/** @param upgraded the first connection is long-polling, as the network record tells it, and the second takes its session over */
const factsOf = (text: string, upgraded: boolean): readonly Fact[] =>
  readFrameScript(text).map((fact) => {
    if (!upgraded || fact.kind !== 'constructed') return fact;
    const on = `${fact.url}&sid=x`;
    return fact.connection === 1
      ? { ...fact, url: on.replace('websocket', 'polling').replace('ws:', 'http:'), by: 'network' as const }
      : { ...fact, url: on };
  });

describe('laws of the analysis on Socket.IO traffic', () => {
  it('gives the same whether it is fed at once or in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(script, fc.integer({ min: 1, max: 7 }), fc.boolean(), async (text, size, upgraded) => {
        const { atOnce, inPieces } = await feedTwice(factsOf(text, upgraded), size);
        expect(inPieces).toEqual(atOnce);
      }),
      { numRuns: 300 },
    );
  });

  it('gives every frame a role, and reads every frame again by itself', () => {
    fc.assert(
      fc.property(script, fc.boolean(), (text, upgraded) => {
        const log = createSessionLog();
        for (const fact of factsOf(text, upgraded)) log.append(fact);
        const analysis = createAnalysis(log);
        analysis.finish(log.lastTime);
        for (let number = log.firstFrame; number <= log.lastFrame; number++) {
          expect(analysis.role(number)).toBeDefined();
          const packets = analysis.packets(number);
          expect(packets.length).toBeGreaterThan(0);
          expect(packets.every((packet) => packet.spans.some((span) => span.frame === number))).toBe(true);
        }
        for (const finding of analysis.findings)
          for (const number of finding.frames) expect(log.frame(number)).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });
});
