import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConnectionDecoding } from '../../../src/decode/connection-decoding.ts';
import { jsonDecoder } from '../../../src/decode/decoders/json/json-decoder.ts';
import { decodeScript } from '../../support/decode-script.ts';
import { logOf } from '../../support/frame-script.ts';

const links = (frames: string) => decodeScript(jsonDecoder, frames).flatMap((each) => each.links);
const last = (frames: string) => links(frames).at(-1);

describe('links of the JSON conventions', () => {
  it.each([
    ['> {"id":"a","type":"get"}', { kind: 'asks', key: 'a' }],
    ['> {"requestId":7,"type":"get"}', { kind: 'asks', key: '7' }],
    ['> {"id":"7","type":"get"}', { kind: 'asks', key: '"7"' }],
    ['> {"meta":{"correlationId":"c"},"type":"get"}', { kind: 'asks', key: 'c' }],
    ['< {"id":"e","type":"presence"}', { kind: 'asks', key: 'e', tentative: true }],
    ['> {"id":1,"type":"get"}\n< {"id":1}', { kind: 'answers', key: '1', final: true }],
    ['> {"id":1,"type":"get"}\n< {"replyTo":1,"id":99}', { kind: 'answers', key: '1', final: true }],
    ['> {"id":1,"type":"get"}\n< {"id":1,"hasMore":true}', { kind: 'answers', key: '1', final: false }],
    [
      '> {"id":1,"type":"get"}\n< {"id":1,"error":{"code":404,"message":"gone"}}',
      { kind: 'answers', key: '1', final: true, error: { code: '404', message: 'gone' } },
    ],
    [
      '> {"id":1,"type":"get"}\n< {"id":1,"ok":false,"reason":"no"}',
      { kind: 'answers', key: '1', final: true, error: { code: '', message: 'no' } },
    ],
    ['> {"seq":4,"type":"x","channel":"chat"}', { kind: 'numbered', n: 4, channel: 'chat' }],
    ['< {"type":"ack","seq":4}', { kind: 'acks', channel: '', numbers: [4] }],
    ['< {"type":"ack","seqs":[1,2]}', { kind: 'acks', channel: '', numbers: [1, 2] }],
    ['< {"type":"ack","upTo":9}', { kind: 'acks', channel: '', numbers: [], upTo: 9 }],
    ['< {"ack":[3,5]}', { kind: 'acks', channel: '', numbers: [3, 5] }],
    ['< {"type":"nack","missing":[3]}', { kind: 'acks', channel: '', numbers: [3], negative: true }],
    ['> {"type":"ping"}', { kind: 'beats', beat: 'ping' }],
    ['< pong', { kind: 'beats', beat: 'pong' }],
    [
      '> {"type":"upload.begin","payload":{"filename":"f","bytes":9,"parts":2}}',
      { kind: 'starts-stream', name: 'f', bytes: 9, chunks: 2 },
    ],
    ['> {"type":"file.start","data":{"name":"f"}}\n> bytes(5)', { kind: 'chunk', bytes: 5 }],
    [
      '> {"type":"file.chunk","data":{"id":"u","index":3}}\n> bytes(5)',
      { kind: 'chunk', id: 'u', index: 3, bytes: 5 },
    ],
    [
      '> {"type":"file.chunk","data":{"index":0,"data":"AAECAw=="}}',
      {
        kind: 'chunk',
        index: 0,
        bytes: 4,
        body: { in: 'json', place: '/data/data', encoding: 'base64' },
      },
    ],
    ['> {"type":"file.resume","data":{"chunk":43}}', { kind: 'resumes-stream', index: 43 }],
    ['> {"type":"file.resume","data":{"offset":4096}}', { kind: 'resumes-stream', offset: 4096 }],
    ['> {"type":"file.abort"}', { kind: 'ends-stream', cancelled: true }],
  ])('%s', (frames, link) => {
    expect(last(frames)).toEqual(link);
  });

  it.each(['> hello', '> bytes(4)', '> [1,2]', '> null', '> {}', '> ""', '> {"seq":-1}'])(
    'finds none in %s',
    (frames) => {
      expect(links(frames)).toEqual([]);
    },
  );

  it.each([
    [
      '> {"type":"login.request"}\n< {"type":"login.response"}',
      { kind: 'answers', key: 'login.request #1', final: true },
    ],
    ['> {"type":"JOIN"}\n< {"type":"JOIN_ACK"}', { kind: 'answers', key: 'JOIN #1', final: true }],
    [
      '> {"type":"connection_init"}\n< {"type":"connection_ack"}',
      { kind: 'answers', key: 'connection_init #1', final: true },
    ],
    [
      '> {"type":"join"}\n< {"type":"join_FAIL","reason":"full"}',
      { kind: 'answers', key: 'join #1', final: true, error: { code: '', message: 'full' } },
    ],
    ['> {"id":1,"type":"ping"}\n< {"id":1,"type":"result"}', { kind: 'beats', beat: 'pong' }],
    ['> {"seq":3,"type":"request","command":"init"}', { kind: 'asks', key: '3' }],
    [
      '> {"method":"sub","req_id":5}\n< {"method":"sub","req_id":5,"success":true}',
      { kind: 'answers', key: '5', final: true },
    ],
    [
      '> {"id":1,"type":"q"}\n< {"id":1,"code":-7,"msg":"Invalid q"}',
      { kind: 'answers', key: '1', final: true, error: { code: '-7', message: 'Invalid q' } },
    ],
    ['> {"id":1,"type":"q"}\n< {"id":1,"code":200,"msg":"fine"}', { kind: 'answers', key: '1', final: true }],
    [
      '> {"id":1,"type":"q"}\n< {"id":1,"payload":{"status":"error","response":{"reason":"no"}}}',
      { kind: 'answers', key: '1', final: true, error: { code: '', message: 'no' } },
    ],
  ])('of protocols that others designed: %s', (frames, link) => {
    expect(last(frames)).toEqual(link);
  });

  it.each([
    // Nothing of the page's has that name, or not any more.
    '< {"type":"order.success"}',
    '> {"type":"a"}\n< {"type":"a.ok"}\n< {"type":"a.ok"}',
    // What came after the page cancelled.
    '> {"id":1,"type":"subscribe"}\n> {"id":1,"type":"stop"}\n< {"id":1,"type":"next"}',
  ])('nothing is answered by the last of %s', (frames) => {
    expect(decodeScript(jsonDecoder, frames).at(-1)?.links).toEqual([]);
  });

  it('names a message by what it calls where its type only says that it does', () => {
    const names = decodeScript(
      jsonDecoder,
      '> {"seq":1,"type":"request","command":"init"}\n< {"type":"response","request_seq":1,"command":"init"}\n< {"type":"event","event":"stopped"}\n< {"type":"message","event":"x"}',
    ).map(({ name }) => name);
    expect(names).toEqual(['init', 'init response', 'stopped event', 'message']);
  });

  it('reads a batch as several packets', () => {
    expect(
      decodeScript(jsonDecoder, '> [{"id":1,"type":"a"},{"id":2,"type":"b"}]').map((each) => each.name),
    ).toEqual(['a', 'b']);
  });

  it.each(['> {"a":', '< {"id":1,}', '> [1,', '> {"a":1}}'])('says where %s fails, and reads on', (frame) => {
    const [broken, next] = decodeScript(jsonDecoder, `${frame}\n> {"type":"next"}`);
    expect(broken?.problem).toMatchObject({ code: 'json-syntax' });
    expect(next?.name).toBe('next');
  });

  it('never throws, and gives at least one packet for every frame', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.json(),
            fc.string().map((text) => text.replace(/[\r\n]/g, ' ')),
          ),
        ),
        (texts) => {
          const frames = texts.map((text, at) => `${at % 2 ? '1>' : '1<'} ${text}`);
          expect(decodeScript(jsonDecoder, frames.join('\n')).length).toBeGreaterThanOrEqual(frames.length);
        },
      ),
    );
  });
});

describe('the choice of a decoder', () => {
  const decoding = (frames: string) => {
    const log = logOf(`open 1 ws://app.example/rt\n${frames}`);
    const it = createConnectionDecoding(log.connections[0]!);
    const packets: string[] = [];
    for (let number = 1; number <= log.lastFrame; number++)
      packets.push(...it.accept(log.frame(number)!).map((each) => `${each.frame} ${each.name}`));
    return { id: it.decoder.id, packets, held: it.held().length };
  };

  it('holds the first frames back and loses none', () => {
    expect(decoding('> hello\n> bytes(2)\n> {"type":"a"}\n> {"type":"b"}')).toEqual({
      id: 'json',
      packets: ['1 text', '2 binary', '3 a', '4 b'],
      held: 0,
    });
  });

  it('settles on raw after 20 frames', () => {
    expect(decoding('> x\n'.repeat(19))).toMatchObject({ packets: [], held: 19 });
    expect(decoding('> x\n'.repeat(21))).toMatchObject({ id: 'raw', held: 0 });
  });

  it('shows a frame as it came when a decoder throws all the same, and reads on', () => {
    const log = logOf('open 1 ws://app.example/rt\n> {"type":"a"}');
    const decoding = createConnectionDecoding(log.connections[0]!, 'json');
    const sound = log.frame(1)!;
    let asked = 0;
    const broken = {
      ...sound,
      get data() {
        if (asked++ === 0) throw new Error('boom');
        return sound.data;
      },
    };
    expect(decoding.accept(broken)).toMatchObject([
      { kind: 'raw', problem: { code: 'decoder-fault', message: expect.stringContaining('boom') } },
    ]);
    expect(decoding.accept(sound)).toMatchObject([{ name: 'a' }]);
  });
});
