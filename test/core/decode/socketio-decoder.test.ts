import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { socketioDecoder } from '../../../src/decode/decoders/socketio/socketio-decoder.ts';
import type { Packet } from '../../../src/decode/packet.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import type { Frame, SessionLog } from '../../../src/session/session.ts';
import type { Direction } from '../../../src/wire/fact.ts';
import { decodeScript } from '../../support/decode-script.ts';
import { logOf } from '../../support/frame-script.ts';
import { generations } from '../../support/socketio-generations.ts';
import { plain, plainOracle } from '../../support/socketio-oracle.ts';

const url = 'ws://app.example/socket.io/?EIO=4&transport=websocket';

function packetsOf(log: SessionLog): readonly Packet[] {
  const state = socketioDecoder.create(log.connections[0]!);
  return Array.from({ length: log.lastFrame }, (_, at) => state.accept(log.frame(at + 1)!)).flat();
}
const decode = (frames: string, address = url) => packetsOf(logOf(`open 1 ${address}\n${frames}`));
const last = (frames: string) => decode(frames).at(-1)!;

describe('packets of Socket.IO', () => {
  it.each([
    ['> 40', 'request', 'CONNECT', '/', 'CONNECT'],
    ['> 40/chat,{"token":"t"}', 'request', 'CONNECT', '/chat', '/chat CONNECT {token:"t"}'],
    ['> 40\n< 40{"sid":"s"}', 'response', 'CONNECT', '/', 'CONNECT {sid:"s"}'],
    [
      '> 40/a,\n< 44/a,{"message":"no","data":{"code":7}}',
      'error',
      'CONNECT_ERROR',
      '/a',
      '/a CONNECT_ERROR {message:"no",data:{code:7}}',
    ],
    ['> 41/chat,', 'control', 'DISCONNECT', '/chat', '/chat DISCONNECT'],
    ['> 42["hello"]', 'message', 'hello', '/', 'hello()'],
    ['> 42/chat,["say","hi",{"a":[1,null]}]', 'message', 'say', '/chat', '/chat say("hi", {a:[1,null]})'],
    ['> 4212["join","lobby"]', 'request', 'join', '/', 'join("lobby")'],
    [
      '> 4212["join","lobby"]\n< 4312[null,{"ok":true}]',
      'response',
      'join',
      '/',
      'ack join 12(null, {ok:true})',
    ],
    ['< 437["x"]', 'response', 'ack', '/', 'ack 7("x")'],
    ['> 451-["up",{"_placeholder":true,"num":0}]\n> bytes(2048)', 'message', 'up', '/', 'up(‹2.0 KiB›)'],
    [
      '> 451-/f,5["up",{"_placeholder":true,"num":0}]\n> bytes(3)\n< 461-/f,5[{"_placeholder":true,"num":0}]\n< bytes(2)',
      'response',
      'up',
      '/f',
      '/f ack up 5(‹2 B›)',
    ],
    ['> 42["connect",1]', 'message', 'connect', '/', 'connect(1)'],
    ['> 42[7,1]', 'message', '7', '/', '7(1)'],
    ['> 42', 'message', '', '/', '()'],
    ['> 450-["none"]', 'message', 'none', '/', 'none()'],
  ])('%s', (frames, kind, name, scope, summary) => {
    const packet = last(frames);
    expect(packet).toMatchObject({ kind, name, scope, summary, layers: ['Engine.IO', 'Socket.IO'] });
    expect(packet.problem).toBeUndefined();
  });

  it.each([
    ['> 48["a"]', 'socketio-type', 1],
    ['> 4x', 'socketio-type', 1],
    ['> 42["a",', 'socketio-json', 7],
    ['> 42{"a":1}', 'socketio-payload', 2],
    ['> 41[1]', 'socketio-payload', 2],
    ['> 43null', 'socketio-payload', 2],
    ['> 45["a"]', 'socketio-attachments', 2],
    ['> 451.5-["a"]', 'socketio-attachments', 2],
    ['> 4599999-["a"]', 'socketio-attachments', 2],
    ['> 42["a"]\n> bytes(2)', 'socketio-attachment-unexpected', 0],
    ['> 452-["a",{"_placeholder":true,"num":0}]\n> bytes(1)\n> 42["b"]', 'socketio-attachments', 0],
    // What is no name must not be made one while its attachments are waited for.
    ['> 451-[{"toString":1},{"_placeholder":true,"num":0}]\n> 42["b"]', 'socketio-attachments', 0],
    ['> 451-["a",{"_placeholder":true,"num":5}]\n> bytes(1)', 'socketio-placeholder', 0],
  ])('tells what is wrong with %j, and reads on', (frames, code, offset) => {
    const packets = decode(`${frames}\n> 42["next"]`);
    expect(packets.find((packet) => packet.problem)?.problem).toMatchObject({ code, offset });
    expect(packets.at(-1)).toMatchObject({ name: 'next' });
  });

  it('keeps every digit of ids and numbers', () => {
    const [packet] = decode('> 4290071992547409931["n",9007199254740993]');
    expect(packet?.links[0]).toMatchObject({ kind: 'asks', key: '90071992547409931' });
    expect(packet?.value()).toEqual({
      type: 'EVENT',
      nsp: '/',
      id: 90071992547409931n,
      data: ['n', 9007199254740993n],
    });
  });

  it('joins attachments with heartbeats and the other direction between', () => {
    const packets = decode(
      '> 452-["two",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]\n< 42["other"]\n> bytes(1)\n> 3\n< bytes(9)\n> bytes(2)',
    );
    const joined = packets.find((packet) => packet.name === 'two')!;
    expect(joined.frame).toBe(1);
    expect(joined.spans.map((span) => span.frame)).toEqual([1, 3, 6]);
    expect((joined.value() as { data: unknown[] }).data).toEqual([
      'two',
      Uint8Array.of(0, 1),
      Uint8Array.of(0),
    ]);
  });

  it('does not blame the first binary frame of a connection attached late', () => {
    expect(decode('> bytes(2)')[0]?.problem).toBeUndefined();
  });

  it('counts a Blob that is still being read as its attachment', () => {
    const log = createSessionLog();
    const base = { connection: 1, direction: 'sent' as const };
    const facts = [
      { kind: 'page', page: 1, url: 'http://a/', frame: 'top', origin: 1, order: 0, time: 0 },
      { kind: 'constructed', connection: 1, page: 1, url, protocols: [], readyState: 0, order: 1, time: 0 },
      {
        kind: 'frame',
        ...base,
        number: 1,
        size: 40,
        data: '451-["up",{"_placeholder":true,"num":0}]',
        binary: false,
        order: 2,
        time: 1,
      },
      {
        kind: 'frame',
        ...base,
        number: 2,
        size: 5,
        data: null,
        payload: 'pending',
        binary: true,
        order: 3,
        time: 1,
      },
      { kind: 'frame', ...base, number: 3, size: 10, data: '42["after"]', binary: false, order: 4, time: 1 },
    ] as const;
    for (const fact of facts) log.append(fact);
    expect(packetsOf(log).map((packet) => [packet.name, packet.problem])).toEqual([
      ['up', undefined],
      ['after', undefined],
    ]);
  });

  it.each([
    ['> 420["a"]\n< 430[{"error":{"code":"E","message":"m"}}]', { code: 'E', message: 'm' }],
    ['> 420["a"]\n< 430[{"ok":false,"reason":"r"}]', { code: '', message: 'r' }],
    ['> 420["a"]\n< 430[{"status":"error","message":"m"}]', { code: 'error', message: 'm' }],
    ['> 420["a"]\n< 430[{"status":404}]', { code: '404', message: '' }],
    ['> 420["a"]\n< 430[{"name":"TypeError","message":"m"}]', { code: 'TypeError', message: 'm' }],
    ['> 420["a"]\n< 430["Error: no"]', { code: '', message: 'Error: no' }],
    ['> 420["a"]\n< 430["not found"]', { code: '', message: 'not found' }],
    ['> 420["a"]\n< 430[null,1]\n> 421["a"]\n< 431["too late"]', { code: '', message: 'too late' }],
    ['> 420["a"]\n< 430[null,1]\n> 421["a"]\n< 431[{}]', { code: '', message: '' }],
    ['> 420["a"]\n< 430["too late"]', undefined],
    ['> 420["a"]\n< 430[]', undefined],
    ['> 420["a"]\n< 430[{"status":"ok"}]', undefined],
    ['> 420["a"]\n< 430[null,{"error":"no"}]', undefined],
    ['> 420["a"]\n< 430["ok",{"id":1}]', undefined],
    ['> 420["a"]\n< 430[{"error":null}]', undefined],
  ])('finds the error in the ack of %j', (frames, error) => {
    const link = last(frames).links.find((each) => each.kind === 'answers');
    expect(link?.kind === 'answers' ? link.error : 'none').toEqual(error);
  });

  it('gives each attempt of one event the same content, and another event another', () => {
    const contents = decode(
      '> 420["a",{"n":1}]\n> 421["a",{"n":1}]\n> 422["a",{"n":2}]\n> 451-3["f",{"_placeholder":true,"num":0}]\n> bytes(3)\n> 451-4["f",{"_placeholder":true,"num":0}]\n> bytes(3)\n> 451-5["f",{"_placeholder":true,"num":0}]\n> bytes(4)',
    ).flatMap((packet) => packet.links.flatMap((link) => (link.kind === 'asks' ? [link.content] : [])));
    expect(contents[0]).toBe(contents[1]);
    expect(contents[3]).toBe(contents[4]);
    expect(new Set(contents).size).toBe(4);
  });

  it.each([
    ['> 40\n< 40{"sid":"s","pid":"p"}', { kind: 'continues', scope: '/', token: 'p' }],
    ['> 40{"pid":"p","offset":"o"}', { kind: 'resumes-session', scope: '/', token: 'p', offset: 'o' }],
    ['> 40{"serverOffset":42}', { kind: 'resumes-session', scope: '/', offset: '42' }],
    [
      '> 40{"pid":"p","offset":"o"}\n< 40{"sid":"s","pid":"p"}',
      { kind: 'continues', scope: '/', token: 'p', recovered: true },
    ],
    [
      '> 40{"pid":"p","offset":"o"}\n< 40{"sid":"s","pid":"q"}',
      { kind: 'continues', scope: '/', token: 'q', recovered: false },
    ],
    ['> 40\n< 40{"sid":"s","pid":"p"}\n< 42["n",1,"off"]', { kind: 'emits', scope: '/', offset: 'off' }],
    ['> 40\n< 40{"sid":"s"}\n< 42["n",1,"off"]', { kind: 'emits', scope: '/' }],
    ['< 42["n","text",17]', { kind: 'emits', scope: '/', offset: '17', tentative: true }],
    ['< 41', { kind: 'leaves', scope: '/' }],
  ])('links %j', (frames, link) => {
    expect(last(frames).links.at(-1)).toEqual(link);
  });

  it('reads a long-polling body as the packets it holds, attachments among them', () => {
    const polling = url.replace('websocket', 'polling');
    const body = '42["a"]\x1e451-7["up",{"_placeholder":true,"num":0}]\x1ebAQID\x1e2';
    const packets = decode(`> ${body}\n< 437[1]`, polling);
    expect(packets.map((packet) => [packet.frame, packet.name, packet.kind])).toEqual([
      [1, 'a', 'message'],
      [1, 'up', 'request'],
      [1, 'ping', 'heartbeat'],
      [2, 'up', 'response'],
    ]);
    expect(packets[1]?.value()).toMatchObject({ data: ['up', Uint8Array.of(1, 2, 3)] });
    expect(packets[1]?.spans.map((span) => body.slice(span.start, span.end))).toEqual([
      '51-7["up",{"_placeholder":true,"num":0}]',
      'AQID',
    ]);
    expect(decode('< 9:42["a",1]x2:40', polling.replace('EIO=4', 'EIO=3'))[0]?.problem?.code).toBe(
      'engineio-payload',
    );
  });

  it('answers no CONNECT that nobody asked for (Socket.IO 2)', () => {
    expect(decode('< 40', url.replace('EIO=4', 'EIO=3'))[0]?.links.map((link) => link.kind)).toEqual([
      'continues',
    ]);
  });
});

describe('an event whose name is none', () => {
  it.each(['42[{"toString":false}]', '42[{"toString":{},"valueOf":1},2]', '42[null]', '42[["a"]]'])(
    'is read without asking it for its text: %s',
    (text) => {
      const [packet] = decodeScript(socketioDecoder, `> ${text}`);
      expect(packet?.name).toBe('');
    },
  );
});

describe('laws of the Socket.IO decoder', () => {
  const json = fc.jsonValue({ noUnicodeString: false } as never).map((value) => JSON.stringify(value));
  const message = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('0', '1', '2', '3', '4', '51-', '62-', '50-', '5', '7'),
        fc.constantFrom('', '/', '/a,', '/a/b?q=1,', '/x'),
        fc.constantFrom('', '0', '12', '007'),
        fc.oneof(
          json,
          fc.constantFrom(
            '',
            '["ev",1]',
            '["a",{"_placeholder":true,"num":0}]',
            '[{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]',
            '{"sid":"s"}',
            '["x",',
          ),
        ),
      )
      .map((parts) => parts.join('')),
    fc.string(),
  );
  const payload = fc.oneof(
    { weight: 4, arbitrary: message.map((text) => `4${text}`) },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 12 }) },
    { weight: 1, arbitrary: fc.constantFrom('2', '3', '2probe', '5', '6', '', 'b', 'bAQ==') },
  );
  const traffic = fc.array(fc.tuple(fc.constantFrom<Direction>('sent', 'received'), payload), {
    maxLength: 30,
  });
  const frames = (list: readonly (readonly [Direction, string | Uint8Array])[]): readonly Frame[] =>
    list.map(([direction, data], at) => ({
      number: at + 1,
      order: at,
      connection: 1,
      time: at,
      direction,
      binary: typeof data !== 'string',
      size: data.length,
      data,
      payload: 'kept',
    }));
  const connection = logOf(`open 1 ${url}`).connections[0]!;

  it('never throws, and every frame is in a packet or in one that is not complete yet', () => {
    fc.assert(
      fc.property(traffic, (list) => {
        const state = socketioDecoder.create(connection);
        const seen = new Set<number>();
        for (const frame of frames(list)) {
          for (const packet of [...state.accept(frame), ...(state.pending?.() ?? [])]) {
            expect(typeof packet.summary).toBe('string');
            packet.value();
            for (const span of packet.spans) seen.add(span.frame);
          }
          expect(seen.has(frame.number)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('reads the same from the middle as from the start, once a packet has begun anew', () => {
    fc.assert(
      fc.property(traffic, traffic, (before, after) => {
        const marks = (['sent', 'received'] as const).map((direction) => [direction, '42["mark"]'] as const);
        const all = frames([...before, ...marks, ...after]);
        const tail = (from: number): unknown[] => {
          const state = socketioDecoder.create(connection);
          return all
            .slice(from)
            .flatMap((frame) => state.accept(frame))
            .filter((packet) => packet.frame > before.length + marks.length)
            .map((packet) => plain(packet.value()));
        };
        expect(tail(before.length)).toEqual(tail(0));
      }),
      { numRuns: 300 },
    );
  });

  it('equals the published parsers wherever they accept', () => {
    for (const { createOracle, engine } of generations) {
      let accepted = 0;
      fc.assert(
        fc.property(
          message,
          fc.array(fc.uint8Array({ minLength: 1, maxLength: 5 }), { maxLength: 3 }),
          (text, attachments) => {
            const theirs: unknown[] = [];
            const oracle = createOracle();
            oracle.on('decoded', (packet) => theirs.push(plainOracle(packet)));
            let fed = 1;
            try {
              oracle.add(text);
              for (const bytes of attachments) {
                if (theirs.length > 0) break;
                oracle.add(Buffer.from(bytes));
                fed++;
              }
            } catch {
              return;
            }
            // The parsers of Socket.IO 2 give their refusal as an ERROR packet.
            if (theirs.length === 0 || JSON.stringify(theirs).includes('parser error')) return;
            accepted++;
            const of = logOf(`open 1 ${url.replace('EIO=4', `EIO=${engine}`)}`).connections[0]!;
            const state = socketioDecoder.create(of);
            const data = attachments
              .slice(0, fed - 1)
              .map((bytes) => (engine === 3 ? Uint8Array.from([4, ...bytes]) : bytes));
            const ours = frames([`4${text}`, ...data].map((each) => ['sent', each] as const)).flatMap(
              (frame) => state.accept(frame),
            );
            expect(ours.map((packet) => plain(packet.value()))).toEqual(theirs);
          },
        ),
        { numRuns: 3000, examples: [[' 0 0', []]] },
      );
      expect(accepted).toBeGreaterThan(200);
    }
  });
});
