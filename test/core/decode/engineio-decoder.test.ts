import { createRequire } from 'node:module';
import { decodePayload, encodePayload } from 'engine.io-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConnectionDecoding } from '../../../src/decode/connection-decoding.ts';
import { readEnginePacket } from '../../../src/decode/decoders/engineio/engine-packet.ts';
import { splitEnginePayload } from '../../../src/decode/decoders/engineio/engine-payload.ts';
import { engineioDecoder } from '../../../src/decode/decoders/engineio/engineio-decoder.ts';
import { logOf } from '../../support/frame-script.ts';
import { generations } from '../../support/socketio-generations.ts';

const url = (version: number, more = '') =>
  `ws://app.example/engine.io/?EIO=${version}&transport=websocket${more}`;

function decode(frames: string, address = url(4)) {
  const log = logOf(`open 1 ${address}\n${frames}`);
  const state = engineioDecoder.create(log.connections[0]!);
  return Array.from({ length: log.lastFrame }, (_, at) => state.accept(log.frame(at + 1)!)).flat();
}

describe('packets of Engine.IO', () => {
  it('says no more of a handshake that is none than fits a row', () => {
    const [packet] = decode(`< 0${'x'.repeat(100_000)}`);
    expect(packet?.name).toBe('open');
    expect(packet?.summary.length).toBeLessThanOrEqual(200);
  });

  it.each([
    [
      '< 0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000}',
      4,
      'control',
      'open',
      { kind: 'beat-rule', pinger: 'received', interval: 25000, timeout: 20000 },
    ],
    [
      '< 0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":5000}',
      3,
      'control',
      'open',
      { kind: 'beat-rule', pinger: 'sent', interval: 25000, timeout: 5000 },
    ],
    ['< 1', 4, 'control', 'close', undefined],
    ['< 2', 4, 'heartbeat', 'ping', { kind: 'beats', beat: 'ping' }],
    ['> 3', 4, 'heartbeat', 'pong', { kind: 'beats', beat: 'pong' }],
    ['> 2', 3, 'heartbeat', 'ping', { kind: 'beats', beat: 'ping' }],
    ['> 2probe', 4, 'transport', 'ping probe', undefined],
    ['< 3probe', 4, 'transport', 'pong probe', undefined],
    ['> 5', 4, 'control', 'upgrade', undefined],
    ['< 6', 4, 'transport', 'noop', undefined],
    ['> 4hello', 4, 'message', 'message', undefined],
    ['> bytes(3)', 4, 'message', 'binary message', undefined],
    ['< bAQID', 4, 'message', 'binary message', undefined],
    ['< b4AQID', 3, 'message', 'binary message', undefined],
  ])('%s in revision %i', (frame, version, kind, name, link) => {
    const [packet] = decode(frame, url(version));
    expect(packet).toMatchObject({ kind, name, links: link ? [link] : [], layers: ['Engine.IO'] });
    expect(packet?.problem).toBeUndefined();
  });

  it.each([
    ['< 9', 4, 'engineio-type', 0],
    ['< ', 4, 'engineio-type', 0],
    ['< b*', 4, 'engineio-base64', 1],
    ['< bytes(12)\n< 0{"sid":x', 4, 'json-syntax', 8],
    ['< hello', 4, 'engineio-type', 0],
  ])('says where %j fails, and reads on', (frame, version, code, offset) => {
    const packets = decode(`${frame}\n< 4next`, url(version));
    expect(packets.find((packet) => packet.problem)?.problem).toMatchObject({ code, offset });
    expect(packets.at(-1)?.value()).toBe('next');
  });

  it('takes the first byte of a binary frame for its type in revision 3', () => {
    expect(readEnginePacket(Uint8Array.of(4, 1, 2), 3)).toEqual({
      ok: true,
      value: { type: 'message', data: Uint8Array.of(1, 2), offset: 1 },
    });
    expect(readEnginePacket(Uint8Array.of(9), 3).ok).toBe(false);
  });

  it('tells revision 3 by who pings, where the URL does not say', () => {
    const packets = decode('> 2\n< 3\n< 0{"sid":"s","pingInterval":1,"pingTimeout":1}', 'ws://app.example/x');
    expect(packets[2]?.links).toMatchObject([{ pinger: 'sent' }]);
  });

  it('equals the published parsers on any text, where they accept it', () => {
    for (const { engine, readEngine } of generations)
      fc.assert(
        fc.property(
          fc.oneof(
            fc.string(),
            fc.tuple(fc.constantFrom('0', '2', '4', '6', 'b'), fc.string()).map((two) => two.join('')),
          ),
          (text) => {
            const theirs = readEngine(text);
            const ours = readEnginePacket(text, engine);
            // Node takes any text for base64 and reads what it can.
            if (theirs.type === 'error' || text.startsWith('b')) return;
            expect(ours).toMatchObject({ ok: true, value: { type: theirs.type, data: theirs.data ?? '' } });
          },
        ),
      );
  });
});

describe('long-polling bodies', () => {
  const packets = fc.array(
    fc.oneof(
      fc
        .string({ unit: 'grapheme' })
        .map((data) => ({ type: 'message' as const, data: data.replaceAll('\x1e', ' ') })),
      fc.uint8Array({ minLength: 1 }).map((data) => ({ type: 'message' as const, data: Buffer.from(data) })),
      fc.constantFrom({ type: 'ping' as const }, { type: 'noop' as const }),
    ),
    { minLength: 1 },
  );
  const read = (body: string | Uint8Array, version: 3 | 4) => {
    const split = splitEnginePayload(body, version);
    if (!split.ok) throw new Error(split.error.message);
    return split.value.map((each) => {
      expect(body.slice(each.start, each.start + 1).length).toBe(1);
      const packet = readEnginePacket(each.data, version);
      return packet.ok
        ? [packet.value.type, Buffer.from(packet.value.data as string).toString('hex')]
        : packet.error;
    });
  };
  const told = (each: readonly { type: string; data?: unknown }[]) =>
    each.map(({ type, data }) => [type, Buffer.from((data ?? '') as string).toString('hex')]);

  it('splits those of revision 4 as the published parser does', () => {
    fc.assert(
      fc.property(packets, (list) => {
        let body = '';
        encodePayload(list as never, (encoded: string) => {
          body = encoded;
        });
        expect(read(body, 4)).toEqual(told(decodePayload(body, 'nodebuffer') as never));
      }),
    );
  });

  it('splits those of revision 3, text and binary', () => {
    const parser = createRequire(createRequire(import.meta.url).resolve('socket.io-v2'))(
      'engine.io-parser',
    ) as {
      encodePayload(list: unknown, binary: boolean, done: (body: string | Buffer) => void): void;
    };
    fc.assert(
      fc.property(packets, fc.boolean(), (list, binary) => {
        // Revision 3 counts a text's length before it encodes it as UTF-8 in binary bodies: plain ASCII there.
        const plain = list.map((each) =>
          'data' in each && typeof each.data === 'string'
            ? { ...each, data: each.data.replace(/[^ -~]/g, '?') }
            : each,
        );
        parser.encodePayload(plain, binary, (body) =>
          expect(read(typeof body === 'string' ? body : new Uint8Array(body), 3)).toEqual(told(plain)),
        );
      }),
    );
  });

  it('reads ten thousand packets of one body, and says that there are more', () => {
    for (const [packet, version] of [
      ['2\x1e', 4],
      ['1:2', 3],
    ] as const) {
      const body = packet.repeat(10_001);
      expect(splitEnginePayload(body.slice(0, -packet.length - (version === 4 ? 1 : 0)), version).ok).toBe(
        true,
      );
      expect(splitEnginePayload(body, version)).toMatchObject({
        ok: false,
        error: { code: 'too-many-packets' },
      });
    }
    const binary = Uint8Array.from({ length: 4 * 10_001 }, (_, at) => [0, 1, 0xff, 0x32][at % 4]!);
    expect(splitEnginePayload(binary, 3)).toMatchObject({ ok: false, error: { code: 'too-many-packets' } });
  });

  it.each(['5:4abc', 'x:4a', '4abc', '2:4a1', '00000000001:4', ':'])('refuses %s in revision 3', (body) => {
    expect(splitEnginePayload(body, 3)).toMatchObject({ ok: false, error: { code: 'engineio-payload' } });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.uint8Array()), fc.constantFrom<3 | 4>(3, 4), (body, version) => {
        splitEnginePayload(body, version);
      }),
    );
  });
});

describe('the choice between Engine.IO and Socket.IO', () => {
  const chosen = (address: string, frames: string) => {
    const log = logOf(`open 1 ${address}\n${frames}`);
    const decoding = createConnectionDecoding(log.connections[0]!);
    for (let number = 1; number <= log.lastFrame; number++) decoding.accept(log.frame(number)!);
    return decoding.decoder.id;
  };
  const open = '< 0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
  it.each([
    [url(4), `${open}\n> 4hello`, 'engineio'],
    ['ws://a.example/socket.io/?EIO=4&transport=websocket', open, 'socketio'],
    ['ws://a.example/socket.io/?EIO=3&transport=websocket&sid=x', '< 3probe', 'socketio'],
    ['ws://a.example/ws?EIO=4&transport=websocket', `${open}\n> 40\n< 40{"sid":"b"}`, 'socketio'],
    ['ws://a.example/ws?EIO=4&transport=websocket', `${open}\n> 4{"hello":1}`, 'engineio'],
    ['ws://a.example/ws?EIO=4&transport=websocket', '< 2\n> 3\n< 42["news",1]', 'socketio'],
    ['ws://a.example/rewritten', '< 2\n> 3\n> 420["get"]\n< 430[1]', 'socketio'],
    ['ws://a.example/rewritten', `${open}\n> 4hello`, 'engineio'],
    ['ws://a.example/rt', '> {"id":1}', 'json'],
    ['ws://a.example/rt', '> 42["a"]\n> hello', 'socketio'],
    ['ws://a.example/rt', '> hello\n> 42["a"]\n> {"a":1}', 'json'],
    ['ws://a.example/rt', '> 2\n> 3\n> 41', 'raw'],
  ])('%s %j reads as %s', (address, frames, id) => {
    expect(chosen(address, frames)).toBe(id);
  });
});
