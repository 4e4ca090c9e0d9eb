import { afterEach, describe, expect, it } from 'vitest';
import { createPollingRecord } from '../../extension/devtools/polling-record.ts';
import { createAnalysis } from '../../src/analyze/session-analysis.ts';
import { createSessionLog } from '../../src/session/log.ts';
import { createNumbering } from '../../src/session/rebase.ts';
import { until } from '../support/poll.ts';
import { createPollingProxy, type FinishedRequest } from '../support/polling-proxy.ts';
import { ask, generations, next } from '../support/socketio-generations.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe.each(generations)('real long-polling of Socket.IO $name', (generation) => {
  it('gives the packets, in order, and pairs acks in both directions', async () => {
    const server = await generation.serve();
    closing.push(server.close);
    server.io.on('connection', (socket) => {
      socket.on('double', ((n: number, done: (n: number) => void) => done(n * 2)) as never);
      socket.on('file', ((bytes: Buffer, done: (...args: unknown[]) => void) =>
        done(null, Buffer.concat([bytes, Buffer.from([255, 0, 128])]))) as never);
      socket.emit('ready?', 'ünïcode ✓', ((answer: string) => socket.emit('thanks', answer)) as never);
    });
    const log = createSessionLog();
    const record = createPollingRecord({
      log,
      numbering: createNumbering(),
      isPaused: () => false,
      later: (run) => setTimeout(run, 50),
    });
    const finished: FinishedRequest[] = [];
    const proxy = await createPollingProxy(server.url, (each) => {
      finished.push(each);
      void record.take(each.entry, async () => each.content);
    });
    closing.push(proxy.close);
    const client = generation.connect(proxy.url, { transports: ['polling'] });
    closing.push(() => client.disconnect());
    client.on('ready?', ((_text: string, done: (answer: string) => void) => done('yes')) as never);
    await next(client, 'thanks');
    expect(await Promise.all([1, 2, 3].map((n) => ask(client, 'double', n)))).toEqual([[2], [4], [6]]);
    const [, stored] = await ask(client, 'file', Buffer.from([1, 2]));
    expect([...new Uint8Array(stored as ArrayBuffer)]).toEqual([1, 2, 255, 0, 128]);

    await until(() => {
      const analysis = createAnalysis(log);
      analysis.pump(log.lastTime);
      return analysis.exchanges.filter((each) => each.name === 'file')[0]?.state === 'answered';
    });
    const analysis = createAnalysis(log);
    analysis.pump(log.lastTime);
    expect(log.connections).toHaveLength(1);
    expect(analysis.findings.filter((each) => each.code === 'decode-failed')).toEqual([]);
    const paired = analysis.exchanges.filter((each) => each.name !== 'CONNECT');
    expect(paired.map((each) => [each.name, each.asker, each.state]).sort()).toEqual(
      [
        ['ready?', 'received', 'answered'],
        ['double', 'sent', 'answered'],
        ['double', 'sent', 'answered'],
        ['double', 'sent', 'answered'],
        ['file', 'sent', 'answered'],
      ].sort(),
    );
    const file = paired.find((each) => each.name === 'file')!;
    const answer = analysis
      .packets(file.responseFrames[0]!)
      .find((packet) => packet.kind === 'response' && packet.name === 'file');
    expect(answer?.value()).toMatchObject({ data: [null, Uint8Array.of(1, 2, 255, 0, 128)] });
    const [question] = analysis.packets(paired[0]!.requestFrame).filter((packet) => packet.name === 'ready?');
    expect(question?.value()).toMatchObject({ data: ['ready?', 'ünïcode ✓'] });
  });
});
