import { afterEach, describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/analyze/analysis.ts';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { until } from '../../support/poll.ts';
import { createRecordingProxy, type RecordingProxy } from '../../support/recording-proxy.ts';
import { type AnySocket, ask, generations, latest, next } from '../../support/socketio-generations.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Stage {
  readonly client: AnySocket;
  readonly proxy: RecordingProxy;
  readonly server: Awaited<ReturnType<typeof latest.serve>>;
  analyse(): Analysis;
}

async function stage(
  generation: typeof latest,
  options: { server?: object; client?: object },
  onConnection: (socket: AnySocket) => void,
  prepare: (client: AnySocket) => unknown = () => undefined,
): Promise<Stage> {
  const server = await generation.serve(options.server);
  closing.push(server.close);
  server.io.on('connection', onConnection);
  const proxy = await createRecordingProxy(server.url);
  closing.push(proxy.close);
  const client = generation.connect(proxy.url, { auth: {}, ...options.client });
  closing.push(() => client.disconnect());
  const prepared = prepare(client);
  await next(client, 'connect');
  await prepared;
  return {
    client,
    proxy,
    server,
    analyse() {
      const log = proxy.log();
      const analysis = createAnalysis(log);
      analysis.pump(log.lastTime + 1);
      return analysis;
    },
  };
}

const eventOf = (analysis: Analysis, name: string) => analysis.events.find((each) => each.name === name);
const codes = (analysis: Analysis) => analysis.findings.map((each) => each.code);

describe.each(generations)('acks of Socket.IO $name', (generation) => {
  it('are exchanges in both directions, answered out of order, with the names of their events', async () => {
    const { client, analyse } = await stage(
      generation,
      {},
      (socket) => {
        socket.on('slow', ((n: number, done: (n: number) => void) =>
          setTimeout(() => done(n), 60 - n * 20)) as never);
        socket.on('fail', ((done: (error: object) => void) =>
          done({ error: { code: 'E1', message: 'no' } })) as never);
        socket.emit('server asks', 1, (() => socket.emit('thanks')) as never);
      },
      (page) => {
        page.on('server asks', ((_n: number, done: (answer: string) => void) => done('yes')) as never);
        return next(page, 'thanks');
      },
    );
    await Promise.all([0, 1, 2].map((n) => ask(client, 'slow', n)));
    await ask(client, 'fail');
    const analysis = analyse();
    const events = analysis.exchanges.filter((each) => each.name !== 'CONNECT');
    expect(events.map((each) => [each.name, each.asker, each.key, each.state])).toEqual([
      ['server asks', 'received', '0', 'answered'],
      ['slow', 'sent', '0', 'answered'],
      ['slow', 'sent', '1', 'answered'],
      ['slow', 'sent', '2', 'answered'],
      ['fail', 'sent', '3', 'failed'],
    ]);
    const latencies = events.filter((each) => each.name === 'slow').map((each) => each.latencyMs ?? 0);
    expect(latencies).toEqual([...latencies].sort((one, other) => other - one));
    expect(events.at(-1)?.error).toEqual({ code: 'E1', message: 'no' });
    expect(eventOf(analysis, 'slow')).toMatchObject({ guarantee: 'confirmed', count: 3, asked: 3, acked: 3 });
    expect(eventOf(analysis, 'thanks')).toMatchObject({ guarantee: 'at-most-once', direction: 'received' });
    expect(analysis.chains).toHaveLength(1);
  });
});

describe('what became of an event', () => {
  it.each(generations)(
    'buffered while away, apart from what the connect handler sends ($name)',
    async (generation) => {
      const frames = (word: string): number =>
        proxy.facts.filter((fact) => fact.kind === 'frame' && String(fact.data).includes(word)).length;
      const hellos = (): number => frames('hello');
      const { client, proxy, analyse } = await stage(
        generation,
        {},
        () => undefined,
        (page) => void page.on('connect', (() => page.emit('hello')) as never),
      );
      await until(() => hellos() === 1);
      const away = next(client, 'disconnect');
      proxy.cut();
      await away;
      client.emit('draft', 1);
      await until(() => hellos() === 2 && frames('draft') === 1);
      const analysis = analyse();
      expect(eventOf(analysis, 'draft')).toMatchObject({ count: 1, fates: { buffered: 1 } });
      expect(eventOf(analysis, 'hello')?.fates.buffered).toBe(0);
      expect(analysis.fate(eventOf(analysis, 'draft')!.firstFrame)).toBe('buffered');
    },
  );

  it.each(generations)('in doubt when the connection breaks under it ($name)', async (generation) => {
    const { client, proxy, analyse } = await stage(generation, {}, (socket) => {
      socket.on('early', (() => socket.emit('alive')) as never);
    });
    client.emit('early');
    await next(client, 'alive');
    client.emit('late', 'gone?');
    await until(() =>
      proxy.facts.some((fact) => fact.kind === 'frame' && String(fact.data).includes('gone?')),
    );
    proxy.refuse(true);
    proxy.cut();
    await until(() => proxy.facts.some((fact) => fact.kind === 'closed'));
    const analysis = analyse();
    expect(eventOf(analysis, 'late')).toMatchObject({ guarantee: 'at-most-once', fates: { 'in-doubt': 1 } });
    expect(eventOf(analysis, 'early')?.fates['in-doubt']).toBe(0);
    expect(codes(analysis)).toContain('event-in-doubt');
    expect(analysis.entries).toMatchObject([{ end: 'transport', endFrame: null }]);
  });

  it('retried by the retries option until acknowledged: one delivery, all attempts its transmissions', async () => {
    let times = 0;
    const { client, proxy, analyse } = await stage(
      latest,
      { client: { retries: 3, ackTimeout: 200 } },
      (socket) => {
        socket.on('save', ((_n: number, done: () => void) => {
          if (++times === 3) done();
        }) as never);
      },
    );
    client.emit('save', 7);
    await until(() => proxy.facts.some((fact) => fact.kind === 'frame' && fact.data === '432[]'));
    const analysis = analyse();
    expect(analysis.deliveries).toHaveLength(1);
    expect(analysis.deliveries[0]).toMatchObject({ name: 'save', state: 'acked', direction: 'sent' });
    expect(analysis.deliveries[0]?.transmissions).toHaveLength(3);
    expect(eventOf(analysis, 'save')).toMatchObject({
      guarantee: 'at-least-once',
      count: 1,
      retries: 2,
      acked: 1,
    });
  });

  it('retried by hand, with a timeout, over a drop', async () => {
    let deaf = true;
    const { client, proxy, analyse } = await stage(latest, {}, (socket) => {
      socket.on('pay', ((_order: string, done: (ok: boolean) => void) => {
        if (!deaf) done(true);
      }) as never);
    });
    const pay = (): void => {
      client.timeout(250).emit('pay', 'A-1', ((error: Error | null) => error && pay()) as never);
    };
    pay();
    await until(
      () =>
        proxy.facts.filter((fact) => fact.kind === 'frame' && String(fact.data).includes('A-1')).length === 2,
    );
    deaf = false;
    proxy.cut();
    await until(() =>
      proxy.facts.some((fact) => fact.kind === 'frame' && /^43\d+\[true\]/.test(String(fact.data))),
    );
    const [delivery] = analyse().deliveries;
    expect(delivery).toMatchObject({ name: 'pay', state: 'acked' });
    expect(delivery!.transmissions.length).toBeGreaterThanOrEqual(3);
    expect(new Set(delivery!.transmissions.map((each) => each.connection)).size).toBe(2);
  });
});

describe('connection state recovery', () => {
  const recovery = { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } };

  it('hit: the same pid, and what was missed comes before it', async () => {
    const { client, proxy, server, analyse } = await stage(latest, { server: recovery }, () => undefined);
    server.io.emit('news', 1);
    await next(client, 'news');
    const away = next(client, 'disconnect');
    proxy.refuse(true);
    proxy.cut();
    await away;
    // The server has to notice, or it would send into the void.
    await until(
      () => (server.io as unknown as { engine: { clientsCount: number } }).engine.clientsCount === 0,
    );
    server.io.emit('news', 2);
    server.io.emit('news', 3);
    proxy.refuse(false);
    await next(client, 'connect');
    expect(client.recovered).toBe(true);
    server.io.emit('news', 4);
    await next(client, 'news');
    const analysis = analyse();
    const entry = analysis.entries.at(-1);
    expect(entry).toMatchObject({ scope: '/', resumedBy: 'protocol', recovered: true });
    expect(entry?.replayed).toHaveLength(2);
    expect(eventOf(analysis, 'news')).toMatchObject({
      guarantee: 'recoverable',
      count: 4,
      withOffset: 4,
      fates: { replayed: 2 },
    });
    expect(codes(analysis)).not.toContain('recovery-missed');
    expect(analysis.chains).toHaveLength(1);
  });

  it('missed: another pid, and the events between are said to be missing', async () => {
    const { client, proxy, server, analyse } = await stage(
      latest,
      { server: { connectionStateRecovery: { maxDisconnectionDuration: 1 } } },
      () => undefined,
    );
    server.io.emit('news', 1);
    await next(client, 'news');
    proxy.refuse(true);
    proxy.cut();
    await next(client, 'disconnect');
    await until(
      () => (server.io as unknown as { engine: { clientsCount: number } }).engine.clientsCount === 0,
    );
    server.io.emit('news', 2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    proxy.refuse(false);
    await next(client, 'connect');
    expect(client.recovered).toBe(false);
    const analysis = analyse();
    expect(analysis.entries.at(-1)).toMatchObject({ recovered: false, resumedBy: 'protocol', replayed: [] });
    const finding = analysis.findings.find((each) => each.code === 'recovery-missed');
    expect(finding?.frames).toHaveLength(3);
  });

  it('continues the chain when the client itself closes the transport', async () => {
    const { client, analyse } = await stage(latest, { server: recovery }, (socket) => socket.emit('hi'));
    client.io.engine.close();
    await next(client, 'connect');
    expect(analyse().chains).toHaveLength(1);
  });

  it('begins a new chain after a disconnect that was meant', async () => {
    const { client, analyse } = await stage(latest, {}, () => undefined);
    client.disconnect();
    client.connect();
    await next(client, 'connect');
    const analysis = analyse();
    expect(analysis.chains).toHaveLength(2);
    expect(analysis.entries).toMatchObject([{ end: 'page' }, { end: null }]);
  });
});

describe("the application's own offset", () => {
  it('replays what was missed, and tells what came twice', async () => {
    const messages = [1, 2, 3, 4];
    let slack = 0;
    const { proxy, analyse } = await stage(
      latest,
      { client: { auth: { serverOffset: 0 } } },
      (socket) => {
        const { serverOffset } = (socket as unknown as { handshake: { auth: { serverOffset: number } } })
          .handshake.auth;
        const upTo = serverOffset === 0 ? 2 : 4;
        for (const id of messages)
          if (id > serverOffset - slack && id <= upTo) socket.emit('chat', `text ${id}`, id);
        socket.emit('done', socket.id);
      },
      (page) =>
        void page.on('chat', ((_text: string, id: number) => {
          page.auth = { serverOffset: id };
        }) as never),
    );
    const texts = (): string =>
      JSON.stringify(proxy.facts.flatMap((fact) => (fact.kind === 'frame' ? [fact.data] : [])));
    await until(() => texts().includes('text 2'));
    slack = 1;
    proxy.cut();
    await until(() => texts().includes('text 4'));
    const analysis = analyse();
    expect(analysis.entries.at(-1)).toMatchObject({ resumedBy: 'application', offset: '2' });
    expect(analysis.entries.at(-1)?.replayed).toHaveLength(2);
    expect(eventOf(analysis, 'chat')).toMatchObject({
      guarantee: 'recoverable',
      fates: { replayed: 2, repeated: 1 },
    });
    expect(codes(analysis)).toContain('event-repeated');
    expect(eventOf(analysis, 'done')).toMatchObject({ guarantee: 'at-most-once' });
  });
});

describe('ends', () => {
  it('by the server are told', async () => {
    const { client, analyse } = await stage(latest, {}, (socket) => {
      socket.on('kick me', (() => socket.disconnect()) as never);
    });
    client.emit('kick me');
    expect(await next(client, 'disconnect')).toEqual(['io server disconnect', undefined]);
    const analysis = analyse();
    expect(codes(analysis)).toContain('left-by-server');
    expect(analysis.entries).toMatchObject([{ end: 'server' }]);
  });

  it('a missed heartbeat is told by the interval and timeout of the handshake', async () => {
    const { proxy, analyse } = await stage(
      latest,
      { server: { pingInterval: 100, pingTimeout: 80 } },
      () => undefined,
    );
    await until(() => proxy.facts.some((fact) => fact.kind === 'frame' && fact.data === '3'));
    proxy.withhold(true);
    await until(() => proxy.facts.some((fact) => fact.kind === 'closed'));
    const analysis = analyse();
    expect(codes(analysis)).toContain('heartbeat-missed');
    expect(analysis.entries[0]).toMatchObject({ end: 'heartbeat' });
  });
});
