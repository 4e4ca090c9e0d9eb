import type { Direction } from '../../src/wire/fact.ts';

/** Traffic of one connection that is made to cost more than it weighs. */
export interface HostileTraffic {
  readonly url: string;
  readonly frames: Iterable<readonly [Direction, string | Uint8Array]>;
}

const rt = 'wss://app.example/rt';
const socketio = 'wss://app.example/socket.io/?EIO=4&transport=websocket';
const polling = 'https://app.example/socket.io/?EIO=4&transport=polling&sid=s';
const mega = 1_000_000;

const received = (url: string, ...data: readonly (string | Uint8Array)[]): HostileTraffic => ({
  url,
  frames: data.map((each) => ['received', each]),
});

/** `levels` lists, each of which announces as many items as bytes are left. */
function announcedLists(size: number, levels: number): Uint8Array {
  const bytes = new Uint8Array(size).fill(0xc0);
  const view = new DataView(bytes.buffer);
  for (let level = 0; level < levels; level++) {
    bytes[level * 5] = 0xdd;
    view.setUint32(level * 5 + 1, size - (level + 1) * 5);
  }
  return bytes;
}

/** The same inside the object that the msgpack parser of Socket.IO sends: {type: 2, nsp: "/", data: …}. */
function packed(data: Uint8Array): Uint8Array {
  const head = [0x83, 0xa4, 0x74, 0x79, 0x70, 0x65, 0x02, 0xa3, 0x6e, 0x73, 0x70, 0xa1, 0x2f, 0xa4];
  const front = Uint8Array.from([...head, 0x64, 0x61, 0x74, 0x61]);
  const bytes = new Uint8Array(front.length + data.length);
  bytes.set(front);
  bytes.set(data, front.length);
  return bytes;
}

const fields = (count: number, value = '1'): string =>
  `{${Array.from({ length: count }, (_, at) => `"k${at}":${value}`).join()}}`;

/** Behind a message that says what is spoken here. */
const spoken = (...data: readonly string[]): HostileTraffic => received(rt, '{"type":"hello"}', ...data);

/** Values that are large in one way each: for the heap. */
export const largeValues: Readonly<Record<string, () => HostileTraffic>> = {
  'nested 200,000 deep': () => spoken(`${'['.repeat(200_000)}${']'.repeat(200_000)}`),
  'two million numbers': () => spoken(`[1${',1'.repeat(2 * mega - 1)}]`),
  '20 million lists': () => spoken(`[[]${',[]'.repeat(20 * mega - 1)}]`),
  '500,000 fields': () => spoken(fields(500_000)),
  'a string of 30 MB': () => spoken(`{"type":"x","data":{"data":"${'QUJD'.repeat(7_500_000)}"}}`),
  'a name of 30 MB': () => spoken(`{"${'~'.repeat(30 * mega)}":1}`),
  'a chunk of 20 MB of dashes': () =>
    spoken(
      '{"type":"file.start","data":{"name":"f","chunks":1}}',
      `{"type":"file.chunk","index":0,"data":"${'-'.repeat(20 * mega)}"}`,
      '{"type":"file.end"}',
    ),
  'lists announced in lists': () => received(socketio, '0{"sid":"s"}', packed(announcedLists(6 * mega, 190))),
  'a body of 6 million packets': () => received(polling, '\x1e'.repeat(6 * mega)),
  'broken, 60 MB': () => spoken('[['.repeat(30 * mega)),
  'a batch of 20 million': () => spoken(`[{}${',{}'.repeat(20 * mega - 1)}]`),
  'a million broken lines': () => spoken('{"a":\n'.repeat(mega)),
};

/** One after the other: all of them at once would be more than the heap. */
function* each<T>(times: number, make: (at: number) => T): Iterable<T> {
  for (let at = 0; at < times; at++) yield make(at);
}

const long = (at: number): string => `${at}${'x'.repeat(100_000)}`;

/** Names, ids and texts that are too long to be remembered; 100 MB of each. */
export const longNames: Readonly<Record<string, () => HostileTraffic>> = {
  JSON: () => ({
    url: rt,
    frames: each(1000, (at) => [
      at % 2 === 0 ? 'sent' : 'received',
      at % 4 < 2
        ? `{"type":"${long(at)}","id":"${long(at >> 1)}","seq":${at},"channel":"${long(at)}"}`
        : `{"type":"error","id":${at >> 1},"error":{"code":"${long(at)}","message":"${long(at)}"},"data":{"${long(at)}":"${'QUJD'.repeat(20_000)}${at}"}}`,
    ]),
  }),
  'JSON, streams': () => ({
    url: rt,
    frames: each(1000, (at) => [
      'sent',
      `{"type":"file.start","data":{"id":"${long(at)}","name":"${long(at)}"}}`,
    ]),
  }),
  'numbers left out in channels': () => ({
    url: rt,
    frames: each(3_800, (at) => [
      'received',
      `{"type":"x","seq":${at % 2 === 0 ? 1 : 1_000_000},"channel":"c${at >> 1}"}`,
    ]),
  }),
  'Socket.IO': () => ({
    url: socketio,
    frames: each(1000, (at) => [
      at % 2 === 0 ? 'sent' : 'received',
      at % 4 < 2 ? `42/${long(at)},${at}["${long(at)}","x"]` : `43${at}[{"error":"${long(at)}"}]`,
    ]),
  }),
};

/** Frames of about one megabyte, several of each: for the time. */
export const costlyMessages: Readonly<Record<string, () => HostileTraffic>> = {
  'one deep list': () => spoken(...many(4, `${'['.repeat(mega / 2)}${']'.repeat(mega / 2)}`)),
  'fields of fields': () => spoken(...many(5, fields(40_000, '{"id":1,"seq":2}'))),
  'a list of messages': () => spoken(...many(10, `[{"id":1}${',{"id":1,"type":"a"}'.repeat(9_999)}]`)),
  'broken lines': () => spoken(...many(10, '{"a":\n'.repeat(mega / 6))),
  'lines, some broken': () => spoken(...many(10, `${'{"a":1}\n{"a":\n'.repeat(4_999)}`)),
  'escapes that end nowhere': () => spoken(...many(10, `{"a":"${'\\"'.repeat(mega / 2)}`)),
  'digits without end': () => spoken(...many(10, `{"id":${'9'.repeat(mega)}}`)),
  'names of a megabyte': () =>
    received(
      rt,
      ...numbered(20, (at) => `{"type":"${'x.'.repeat(mega / 2)}${at}","id":"${'7'.repeat(mega)}"}`),
    ),
  'handshakes within a handshake': () =>
    received('wss://app.example/x', ...many(20, `0{${'"sid":'.repeat(mega / 6)}`)),
  'a namespace without end': () => received('wss://app.example/x', ...many(20, `42/${'1'.repeat(mega)},!`)),
  'placeholders without attachment': () =>
    received(
      socketio,
      ...many<string | Uint8Array>(
        3,
        `451-["x"${',{"_placeholder":true,"num":9}'.repeat(30_000)}]`,
        Uint8Array.of(1),
      ),
    ),
  'an object while attachments are waited for': () =>
    received(socketio, `4590-["x",${fields(80_000)}]`, ...many(90, Uint8Array.of(1))),
  'ids in a list': () => ({
    url: rt,
    frames: [
      ...numbered(2000, (at) => ['sent', `{"id":${at},"type":"ask"}`] as const),
      ...numbered(
        10,
        () =>
          [
            'received',
            `{"type":"ack","ids":[${Array.from({ length: 150_000 }, (_, at) => at).join()}]}`,
          ] as const,
      ),
    ],
  }),
  'the same again, but for its number': () => ({
    url: rt,
    frames: numbered(40, (at) => [
      'sent',
      `{"seq":${at + 1},"type":"save","text":"${'a1 '.repeat(80_000)}"}`,
    ]),
  }),
  'ranges of numbers that nobody sent': () => ({
    url: rt,
    frames: [
      ...numbered(30_000, (at) => ['sent', `{"type":"x","seq":${at}}`] as const),
      ...numbered(40, () => {
        const ranges = Array.from({ length: 10_000 }, (_, at) => `[${at + 100_000},${at + 100_000}]`);
        return ['received', `{"type":"ack","ranges":[${ranges.join()}]}`] as const;
      }),
    ],
  }),
  'a URL of question marks and lines': () =>
    received(`wss://app.example/${'a.'.repeat(mega / 4)}${'?'.repeat(mega / 2)}\n`, '{"a":1}', '{"a":2}'),
  'an error of a megabyte': () => ({
    url: rt,
    frames: numbered(40, (at) =>
      at % 2 === 0
        ? ['sent', `{"id":${at},"type":"ask"}`]
        : ['received', `{"id":${at - 1},"error":{"message":"${'.'.repeat(mega)}\\n"}}`],
    ),
  }),
};

function many<T>(times: number, ...each: readonly T[]): T[] {
  return Array.from({ length: times }, () => each).flat();
}

function numbered<T>(times: number, each: (at: number) => T): T[] {
  return Array.from({ length: times }, (_, at) => each(at));
}
