import type { Convention, ConventionSide } from '../../src/decode/convention.ts';
import { conventionParts } from '../../src/decode/convention.ts';
import type { Fact } from '../../src/wire/fact.ts';
import { readCorpus } from '../support/corpus.ts';
import { readFrameScript } from '../support/frame-script.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateText } from './mutate-text.ts';
import { oddNumbers, oddTexts, oddValue } from './odd-values.ts';
import type { Random } from './random.ts';

/** Field names that conventions are known by, and some that mean nothing. */
const names: readonly string[] = [
  ...[
    'id',
    'requestId',
    'request_id',
    'correlationId',
    'callId',
    'reqId',
    'ref',
    'inReplyTo',
    'msgId',
    'messageId',
  ],
  ...['seq', 'n', 'ack', 'acks', 'ids', 'ranges', 'lastSeq', 'upTo', 'offset', 'cursor', 'version'],
  ...['type', 'event', 'method', 'op', 'action', 'channel', 'topic', 'room', 'session', 'sessionId', 'token'],
  ...['data', 'payload', 'params', 'result', 'error', 'code', 'message', 'status', 'ok', 'success'],
  ...[
    'chunk',
    'index',
    'chunks',
    'total',
    'size',
    'name',
    'sha256',
    'hash',
    'final',
    'done',
    'streamId',
    'fileId',
  ],
  ...['jsonrpc', 'a', 'k1', '__proto__', 'toString', '', 'a/b', 'a~b'],
];

const types: readonly string[] = [
  ...[
    'ping',
    'pong',
    'ack',
    'nack',
    'subscribe',
    'user.get',
    'user.get.response',
    'error',
    'hello',
    'resume',
  ],
  ...['file.start', 'file.chunk', 'file.end', 'upload.start', 'upload.complete', 'cancel', 'delta', 'chat'],
];

/** A value of JSON, small and rarely deep. */
export function jsonValue(random: Random, depth = 0): unknown {
  switch (random.int(depth > 4 ? 6 : 9)) {
    case 0:
      return random.int(40);
    case 1:
      return random.pick(types);
    case 2:
      return random.pick([true, false, null]);
    case 3:
      return random.pick(oddNumbers);
    case 4:
      return random.pick(oddTexts);
    case 5:
      return random.pick([
        'c-1',
        'c-2',
        '550e8400-e29b-41d4-a716-446655440000',
        'QUJDRA==',
        'a'.repeat(64),
        's-1',
      ]);
    case 6:
      return random.list(0, 4, () => jsonValue(random, depth + 1));
    default:
      return jsonObject(random, depth + 1);
  }
}

function jsonObject(random: Random, depth: number): unknown {
  const entries = random.list(0, 5, () => [random.pick(names), jsonValue(random, depth)] as const);
  return Object.fromEntries(entries);
}

/** Corpus frames, by session: what real and scripted conventions look like. */
let corpus: readonly (readonly Extract<Fact, { kind: 'frame' }>[])[] | undefined;

export function corpusFrames(random: Random): readonly Extract<Fact, { kind: 'frame' }>[] {
  corpus ??= readCorpus()
    .map(({ script }) => readFrameScript(script).filter((fact) => fact.kind === 'frame'))
    .filter((frames) => frames.length > 0 && frames.every(({ size }) => size < 20_000));
  return random.pick(corpus);
}

/** A place in messages, sound or not. */
export function placeText(random: Random): string {
  switch (random.int(6)) {
    case 0:
      return `bytes:${random.int(40)}-${random.int(40)}${random.pick(['', 'be', 'le', 'x'])}`;
    case 1:
      return mutateText(random, '/meta/id~1x/0', 200);
    default:
      return random
        .list(1, 3, () => `/${random.pick(names).replaceAll('~', '~0').replaceAll('/', '~1')}`)
        .join('');
  }
}

function side(random: Random): ConventionSide {
  const found: Record<string, string | null> = {};
  for (let left = random.int(4); left > 0; left--) {
    const [part] = random.pick(conventionParts);
    found[part] = random.once(6) ? null : placeText(random);
  }
  if (random.once(6)) found.ackMeans = random.pick(['one', 'up-to']);
  if (random.once(6)) found.ackType = random.pick(types);
  return found as ConventionSide;
}

/** What a user may have said; nothing, most of the time. */
export function convention(random: Random): Convention {
  if (!random.once(4)) return {};
  return {
    ...side(random),
    ...(random.once(3) && { sent: side(random) }),
    ...(random.once(3) && { received: side(random) }),
  };
}

export const jsonText = (random: Random): string =>
  JSON.stringify(jsonValue(random, 0)) ?? random.pick(oddTexts);

/** A message as home-made protocols have them. */
export function message(random: Random): string {
  const head = `"type":${JSON.stringify(random.pick(types))}`;
  const number = random.once(12) ? (JSON.stringify(oddValue(random)) ?? '0') : `${random.int(12)}`;
  switch (random.int(8)) {
    case 0:
      return `{${head},"id":${number},"data":${jsonText(random)}}`;
    case 1:
      return `{"id":${number},"result":${jsonText(random)}}`;
    case 2:
      return `{${head},"seq":${number},"channel":${JSON.stringify(random.pick(oddTexts))},"data":${jsonText(random)}}`;
    case 3:
      return `{"type":"ack","${random.pick(['seq', 'ack', 'ids', 'ranges', 'upTo'])}":${random.once(2) ? number : jsonText(random)}}`;
    case 4:
      return `{"type":"file.start","data":{"id":${number},"name":"f","size":${random.pick(oddNumbers)},"chunks":${random.pick([...oddNumbers, 3, 4])}}}`;
    case 5:
      return `{"type":"file.chunk","id":${number},"index":${random.once(4) ? random.pick(oddNumbers) : random.int(5)},"data":"QUJD"}`;
    case 6:
      return `[${random.list(0, 4, () => message(random)).join()}]`;
    default:
      return jsonText(random);
  }
}

/** Text or bytes that one frame may carry, mutated half of the time. */
export function mutated<T extends string | Uint8Array>(random: Random, data: T, budget: number): T {
  if (budget <= 10_000 && random.once(2)) return data;
  return (
    typeof data === 'string' ? mutateText(random, data, budget) : mutateBytes(random, data, budget)
  ) as T;
}

export const bytes = (random: Random, most: number): Uint8Array =>
  Uint8Array.from(random.list(0, most, () => random.int(256)));
