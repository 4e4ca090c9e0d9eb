import { checkTraffic, type Traffic } from '../laws/traffic.ts';
import { oddNumbers, oddTexts } from '../odd-values.ts';
import type { Random } from '../random.ts';
import type { Target } from '../target.ts';
import { bytes, jsonValue, mutated } from '../values.ts';
import { enginePacketText, handshake, inBody } from './engineio.ts';
import { encodeMsgpack } from './msgpack.ts';

const namespaces = ['', '/admin,', '/a b,', '/1,', '/admin', '//,', `/${'n'.repeat(1200)},`];
const events = ['message', 'join', 'connect', '', '__proto__', 'upload:chunk', 'x'.repeat(1100)];

/** `TYPE[COUNT-][/NSP,][ID][DATA]` (https://github.com/socketio/socket.io-protocol). */
export function socketText(random: Random): string {
  const type = random.once(12)
    ? random.pick(['7', '9', 'x', ''])
    : random.pick(['0', '1', '2', '2', '3', '4', '5', '6']);
  const counted = type === '5' || type === '6' || random.once(20);
  const count = counted ? `${random.once(6) ? random.pick(oddNumbers) : random.between(0, 3)}-` : '';
  const id = random.once(2) ? `${random.once(8) ? random.pick(oddNumbers) : random.int(5)}` : '';
  return `${type}${count}${random.once(2) ? '' : random.pick(namespaces)}${id}${data(random, type)}`;
}

const placeholder = (random: Random): unknown => ({
  _placeholder: true,
  num: random.once(6) ? random.pick(oddNumbers) : random.int(3),
});

function args(random: Random): unknown[] {
  const some = random.list(0, 3, () => (random.once(4) ? placeholder(random) : jsonValue(random)));
  if (random.once(6)) some.push('offset-1');
  return some;
}

function data(random: Random, type: string): string {
  if (random.once(8)) return JSON.stringify(jsonValue(random)) ?? '';
  if (type === '0') return random.once(2) ? '{"sid":"s","pid":"p"}' : '{"pid":"p","offset":"o"}';
  if (type === '1') return '';
  if (type === '4') return '{"message":"no","data":{"code":1}}';
  return (
    JSON.stringify(type === '3' || type === '6' ? args(random) : [random.pick(events), ...args(random)]) ?? ''
  );
}

/** What the msgpack parser sends: {type, data, nsp, id}, and for EVENT with attachments the bytes in place. */
function packed(random: Random): Uint8Array {
  const packet = {
    type: random.once(10) ? random.pick(oddNumbers) : random.int(7),
    nsp: random.pick(['/', '/admin', '', 5]),
    ...(random.once(2) && { id: random.int(4) }),
    data: random.once(6) ? jsonValue(random) : [random.pick(events), ...args(random), bytes(random, 6)],
  };
  return encodeMsgpack(random.once(30) ? jsonValue(random) : packet);
}

type Frames = Traffic['frames'][number][];

export const socketio: Target<Traffic> = {
  name: 'socketio',
  share: 11,
  make(random) {
    const revision = random.pick([3, 4, 4]);
    const transport = random.pick(['websocket', 'websocket', 'polling']);
    const budget = random.budget();
    const usesMsgpack = random.once(4);
    const frames: Frames = [];
    if (random.once(2)) frames.push({ direction: 'received', data: handshake(random), after: 0 });
    const count = budget > 10_000 ? random.between(1, 3) : random.between(1, random.once(20) ? 50 : 8);
    for (let at = 0; at < count; at++) {
      const direction = random.pick(['sent', 'received'] as const);
      const whole = random.once(6) ? enginePacketText(random) : `4${socketText(random)}`;
      const text = transport === 'polling' ? inBody(random, revision, whole) : whole;
      const each = usesMsgpack && random.once(2) ? packed(random) : random.once(5) ? bytes(random, 12) : text;
      const given = random.once(40) ? null : mutated(random, each, at === count - 1 ? budget : 2_000);
      frames.push({ direction, data: given, after: random.pick([0, 1, 30, 200, 26_000]) });
    }
    return {
      url: random.once(6)
        ? random.pick(['wss://app.example/x', ...oddTexts])
        : `wss://app.example/socket.io/?EIO=${revision}&transport=${transport}${random.once(2) ? '&sid=s' : ''}`,
      decoder: random.pick([null, null, 'socketio', 'socketio', 'engineio', 'json', 'raw']),
      convention: {},
      frames,
      whole: budget > 10_000 || random.once(6),
      pieces: random.once(24) ? random.between(1, 5) : 0,
    };
  },
  run: checkTraffic,
};
