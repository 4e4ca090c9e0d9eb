import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../src/analyze/report/report.ts';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { defaultSettings } from '../../../src/analyze/settings.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import type { Fact } from '../../../src/wire/fact.ts';
import { readFrameScript } from '../../support/frame-script.ts';
import { feedTwice } from '../../support/in-pieces.ts';

const line = fc.oneof(
  fc
    .record({ id: fc.integer({ min: 1, max: 4 }), type: fc.constantFrom('get', 'get.response', 'error') })
    .map((m) => JSON.stringify(m)),
  fc
    .record({ seq: fc.integer({ min: 1, max: 5 }), type: fc.constantFrom('chat', 'ack') })
    .map((m) => JSON.stringify(m)),
  fc.constantFrom(
    '{"type":"file.start","data":{"name":"f","size":20,"chunks":2}}',
    '{"type":"file.end"}',
    '{"type":"file.resume","data":{"chunk":1}}',
    'bytes(10)',
    '{"broken":',
    'plain',
    '[]',
    'null',
    '{"session":"s-1"}',
    '{"session":"s-2"}',
  ),
  fc.json(),
);

const frameOn = (...connections: readonly string[]) =>
  fc
    .tuple(
      fc.integer({ min: 0, max: 6000 }),
      fc.constantFrom(...connections.flatMap((id) => [`${id}>`, `${id}<`])),
      line,
    )
    .map(([ms, at, text]) => `+${ms}ms ${at} ${text}`);
const close = fc.constantFrom('1 close 1006', '1 close 1000', '1 ask-close 1000', '2 close 1011');
const steps = (...connections: readonly string[]) =>
  fc.array(fc.oneof({ weight: 12, arbitrary: frameOn(...connections) }, { weight: 1, arbitrary: close }), {
    maxLength: 25,
  });

/** Two connections, and a third that continues the first when it had dropped by then. */
const scripts = fc
  .tuple(steps('1', '2'), steps('2', '3'))
  .map(([before, after]) =>
    [
      'open 1 ws://a.example/rt',
      'open 2 ws://a.example/other',
      ...before,
      '+1s open 3 ws://a.example/rt',
      ...after,
    ].join('\n'),
  );

describe('laws of the analysis', () => {
  it('gives the same whether it is fed at once or in pieces, with the clock moving between', async () => {
    await fc.assert(
      fc.asyncProperty(scripts, fc.integer({ min: 1, max: 7 }), async (script, size) => {
        const { atOnce, inPieces } = await feedTwice(readFrameScript(script), size);
        expect(inPieces).toEqual(atOnce);
      }),
      { numRuns: 300 },
    );
  });

  it('never throws and names only frames that are in the log', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const log = createSessionLog();
        for (const fact of readFrameScript(script)) log.append(fact);
        const analysis = createAnalysis(log);
        analysis.finish(log.lastTime);
        for (const finding of analysis.findings)
          for (const frame of finding.frames) expect(log.frame(frame)).toBeDefined();
        for (let frame = log.firstFrame; frame <= log.lastFrame; frame++)
          expect(analysis.role(frame)).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  it('says the same of a connection whatever goes on beside it', async () => {
    const lines = fc.array(frameOn('1'), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(lines, lines, async (mine, others) => {
        const script = (url: string, steps: readonly string[]) => [`open 1 ${url}`, ...steps].join('\n');
        const alone = readFrameScript(script('ws://a.example/rt', mine));
        // The others, on a page of their own, merged in by time.
        const beside = readFrameScript(script('ws://b.example/other', others))
          .filter((fact) => fact.kind !== 'page')
          .map(
            (fact) => ({ ...fact, connection: 2, ...(fact.kind === 'constructed' && { page: 2 }) }) as Fact,
          );
        const page = { ...alone[0]!, page: 2 } as Fact;
        const merged = [
          ...alone.map((fact) => ({ fact, mine: true })),
          { fact: page, mine: false },
          ...beside.map((fact) => ({ fact, mine: false })),
        ].sort((one, other) => one.fact.time - other.fact.time || Number(other.mine) - Number(one.mine));
        const end = Math.max(...merged.map(({ fact }) => fact.time)) + 20_000;
        let number = 0;
        const own = new Map<number, number>();
        const together = merged.map(({ fact, mine: isMine }, order) => {
          if (fact.kind !== 'frame') return { ...fact, order };
          number++;
          if (isMine) own.set(number, fact.number);
          return { ...fact, order, number };
        });
        const said = async (facts: readonly Fact[], frames: (frame: number) => number) => {
          const log = createSessionLog();
          for (const fact of facts) log.append(fact);
          const analysis = createAnalysis(log);
          analysis.finish(end);
          const chain = analysis.chainOf(1)?.id;
          const report = await buildReport(analysis);
          return {
            exchanges: report.exchanges
              .filter((each) => each.connection === 1)
              .map((each) => [
                each.key,
                each.state,
                frames(each.requestFrame),
                each.responseFrames.map(frames),
              ]),
            deliveries: report.deliveries
              .filter((each) => each.chain === chain)
              .map((each) => [each.seq, each.state, each.transmissions.map(frames), each.latencyMs]),
            chunkStreams: report.chunkStreams
              .filter((each) => each.chain === chain)
              .map((each) => [each.name, each.state, each.carried]),
            findings: report.findings
              .filter((each) => each.connection === 1)
              .map((each) => [each.code, each.severity, each.frames.map(frames).join()].join(' '))
              .sort(),
          };
        };
        expect(await said(together, (frame) => own.get(frame) ?? -1)).toEqual(
          await said(alone, (frame) => frame),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('never throws, whatever a rule says of whatever traffic', () => {
    const place = fc.constantFrom(
      '/id',
      '/type',
      '/a/b',
      '/0',
      '/data/id',
      '/',
      'bytes:0-2',
      'bytes:0-4be',
      'bytes:2-3le',
      null,
    );
    const parts = {
      type: place,
      requestId: place,
      responseId: place,
      seq: place,
      channel: place,
      ack: place,
      ackMeans: fc.constantFrom('one' as const, 'up-to' as const),
      ackType: fc.constantFrom('ack', 'get'),
      chunkId: place,
      chunkIndex: place,
      chunkData: place,
    };
    const side = fc.record(parts, { requiredKeys: [] });
    const convention = fc.record({ ...parts, sent: side, received: side }, { requiredKeys: [] });
    const binary = fc
      .uint8Array({ minLength: 1, maxLength: 24 })
      .map((bytes) => `1${bytes[0]! % 2 ? '>' : '<'} hex(${Buffer.from(bytes).toString('hex')})`);
    const steps = fc.array(fc.oneof(frameOn('1'), binary), { maxLength: 40 });
    fc.assert(
      fc.property(convention, steps, (each, lines) => {
        const log = createSessionLog();
        for (const fact of readFrameScript(['open 1 ws://a.example/', ...lines].join('\n'))) log.append(fact);
        const analysis = createAnalysis(log, { ...defaultSettings, rules: [{ url: '*', convention: each }] });
        analysis.finish(log.lastTime + 20_000);
        for (let frame = log.firstFrame; frame <= log.lastFrame; frame++) {
          expect(analysis.role(frame)).toBeDefined();
          for (const packet of analysis.packets(frame)) packet.value();
        }
      }),
      { numRuns: 300 },
    );
  });
});
