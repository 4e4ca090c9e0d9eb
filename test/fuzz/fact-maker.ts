import type { FactKind } from '../../src/wire/fact.ts';
import { oddNumbers, oddTexts } from './odd-values.ts';
import type { Random } from './random.ts';
import { bytes, corpusFrames, message } from './values.ts';

type Fields = Readonly<Record<string, unknown>>;

const id = (random: Random): number => (random.once(30) ? random.pick(oddNumbers) : random.between(1, 3));
const size = (random: Random): number => (random.once(8) ? random.pick(oddNumbers) : random.int(2_000));
const text = (random: Random): string =>
  random.once(3)
    ? random.pick(oddTexts).repeat(random.pick([1, 1, 3, 6_000]))
    : random.pick(['', 'ok', 'soap']);
const url = (random: Random): string =>
  random.once(4)
    ? text(random)
    : random.pick([
        'wss://a/rt',
        'wss://a/socket.io/?EIO=4&transport=websocket&sid=s',
        'ws://b/?session=s-1#x',
      ]);
const stack = (random: Random): Fields => (random.once(6) ? { stack: text(random) } : {});
const headers = (random: Random): unknown =>
  random.list(0, random.once(30) ? 300 : 3, () => [text(random), text(random)]);

const makers: Readonly<Record<FactKind, (random: Random) => Fields>> = {
  page: (random) => ({
    page: id(random),
    url: url(random),
    frame: random.pick(['top', 'iframe', 'worker']),
    origin: random.once(5) ? random.pick(oddNumbers) : 1_700_000_000_000 + random.int(1_000),
    ...(random.once(6) && { unhooked: 'reachable' }),
  }),
  constructed: (random) => ({
    connection: id(random),
    page: id(random),
    url: url(random),
    protocols: random.list(0, random.once(30) ? 200 : 2, () => text(random)),
    readyState: random.int(4),
    ...(random.once(6) && { by: 'network' }),
    ...stack(random),
  }),
  opened: (random) => ({ connection: id(random), protocol: text(random), extensions: text(random) }),
  frame: (random) => ({ connection: id(random), number: id(random), ...payload(random), ...stack(random) }),
  'bytes-of': (random) => ({
    connection: id(random),
    number: random.between(1, 20),
    data: bytes(random, 30),
  }),
  'send-failed': (random) => ({ connection: id(random), size: size(random), error: text(random) }),
  'sent-after-close': (random) => ({ connection: id(random), size: size(random) }),
  buffered: (random) => ({ connection: id(random), amount: size(random) }),
  'close-requested': (random) => ({
    connection: id(random),
    code: random.pick([null, 1000, 4001, random.pick(oddNumbers)]),
    reason: text(random),
  }),
  error: (random) => ({ connection: id(random) }),
  closed: (random) => ({
    connection: id(random),
    code: random.pick([1000, 1006, 4001, random.pick(oddNumbers)]),
    reason: text(random),
    wasClean: random.once(2),
  }),
  collected: (random) => ({ connection: id(random) }),
  handshake: (random) => ({
    connection: id(random),
    status: random.pick([0, 101, 403, random.pick(oddNumbers)]),
    requestHeaders: headers(random),
    responseHeaders: headers(random),
    ...(random.once(3) && { wait: random.pick(oddNumbers) }),
    ...(random.once(3) && { error: text(random) }),
  }),
  compared: (random) => ({
    connection: id(random),
    sent: size(random),
    received: size(random),
    recordedSent: size(random),
    recordedReceived: size(random),
  }),
  ended: (random) => ({ connection: id(random) }),
  'page-left': (random) => ({ page: id(random) }),
  visibility: (random) => ({ page: id(random), visible: random.once(2) }),
  network: (random) => ({ page: id(random), online: random.once(2) }),
  dropped: (random) => ({
    what: random.pick(['facts', 'payloads', 'frames', 'signals']),
    count: size(random),
    bytes: size(random),
    why: text(random),
  }),
};

function payload(random: Random): Fields {
  const binary = random.once(3);
  const data = random.once(6) ? null : binary ? bytes(random, 60) : frameText(random);
  return {
    direction: random.pick(['sent', 'received']),
    data,
    size: data === null || random.once(20) ? size(random) : data.length,
    binary,
    ...((data === null || random.once(20)) &&
      random.once(2) && { payload: random.pick(['pending', 'dropped']) }),
  };
}

function frameText(random: Random): string {
  const known = random.once(3) ? random.pick(corpusFrames(random)).data : null;
  return typeof known === 'string' ? known : message(random);
}

/** Half of them frames: that is what sessions are made of. */
const kinds = Object.keys(makers) as FactKind[];

/** Facts of all kinds in an order that a session may have, with values at the edges; most of them sound. */
export function makeFacts(random: Random, most: number): Fields[] {
  let time = 0;
  const begin: FactKind[] = ['page', 'constructed', 'opened'];
  return random.list(1, most, (at) => {
    const kind =
      at < begin.length && !random.once(10) ? begin[at]! : random.once(2) ? 'frame' : random.pick(kinds);
    time += random.pick([0, 0, 1, 30, 0.5, 11_000]);
    const fields = { ...makers[kind](random) };
    if (at < begin.length && random.once(2))
      for (const each of ['page', 'connection']) if (each in fields) fields[each] = 1;
    return { kind, order: at, time: random.once(40) ? random.pick(oddNumbers) : time, ...fields };
  });
}
