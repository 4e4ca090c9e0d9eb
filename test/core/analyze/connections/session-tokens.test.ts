import { describe, expect, it } from 'vitest';
import { siteOf } from '../../../../src/analyze/connections/endpoint.ts';
import { buildReport } from '../../../../src/analyze/report/report.ts';
import { analyse, finished } from '../../../support/frame-script.ts';

const url = 'wss://a.example/rt';
const chains = (script: string) => finished(script).chains.map((each) => each.connections);
/** Two sockets of one page to one URL that drop together and come back the other way round. */
const twins = (first: string, second: string, third: string, fourth: string): string =>
  [
    `open 1 ${url}`,
    `1< ${first}`,
    `open 2 ${url}`,
    `2< ${second}`,
    '+5s 1 close 1006',
    '2 close 1006',
    `+1s open 3 ${url}`,
    `open 4 ${url}`,
    `+20ms 3> ${third}`,
    `4> ${fourth}`,
  ].join('\n');

describe('resume tokens tell which connection continues which', () => {
  it.each([
    [
      'by a usual name',
      twins(
        '{"type":"welcome","session":"s-1"}',
        '{"type":"welcome","session":"s-2"}',
        '{"type":"resume","session":"s-1"}',
        '{"type":"resume","session":"s-2"}',
      ),
    ],
    [
      'under another name and a level down',
      twins(
        '{"type":"hello","data":{"connectionId":"c-71"}}',
        '{"type":"hello","data":{"connectionId":"c-72"}}',
        '{"op":"again","d":{"of":"x","resumeFrom":"c-71"}}',
        '{"op":"again","d":{"of":"x","resumeFrom":"c-72"}}',
      ),
    ],
    [
      'by a value that does not come back by chance',
      twins(
        '{"t":"hi","k":"9f2c77ab01d4e6f8"}',
        '{"t":"hi","k":"1b2c77ab01d4e6f9"}',
        '{"t":"hi","was":"9f2c77ab01d4e6f8"}',
        '{"t":"hi","was":"1b2c77ab01d4e6f9"}',
      ),
    ],
    [
      'in an array',
      twins(
        '["session","tok-1"]',
        '["session","tok-2"]',
        '["resume","tok-1"]',
        '["resume","tok-2"]',
      ).replaceAll('tok-', '8d11f0a2c4e6b8d0'),
    ],
  ])('%s', (_name, script) => {
    expect(chains(script)).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it.each([
    [
      'one that a user or a key is known by, given on both',
      twins(
        '{"type":"welcome","sessionOf":"u-1"}',
        '{"type":"welcome","sessionOf":"u-1"}',
        '{"type":"hello","session":"u-1"}',
        '{"type":"hello","session":"u-1"}',
      ),
    ],
    [
      'one that the page presents on its first connection too',
      [
        `open 1 ${url}`,
        '> {"type":"login","token":"key-1"}',
        '< {"type":"welcome","token":"key-1"}',
        `open 2 ${url}`,
        '> {"type":"login","token":"key-1"}',
        '+5s 1 close 1006',
        '2 close 1006',
        `+1s open 3 ${url}`,
        `open 4 ${url}`,
        '+20ms 3> {"type":"login","token":"key-1"}',
        '4> {"type":"login","token":"key-1"}',
      ].join('\n'),
    ],
    [
      'a credential that opens another connection beside the one that was given it',
      [
        `open 1 ${url}`,
        '< {"type":"welcome","token":"key-1"}',
        `+1s open 2 ${url}`,
        '> {"type":"login","token":"key-1"}',
        '+5s 1 close 1006',
        '2 close 1006',
        `+1s open 3 ${url}`,
        `open 4 ${url}`,
        '+20ms 3> {"type":"login","token":"key-1"}',
        '4> {"type":"login","token":"key-1"}',
      ].join('\n'),
    ],
    [
      'a small value under no such name',
      twins('{"room":"r-1"}', '{"room":"r-2"}', '{"join":"r-1"}', '{"join":"r-2"}'),
    ],
  ])('%s is none: URL and time decide', (_name, script) => {
    // The latest drop is continued first.
    expect(chains(script)).toEqual([
      [1, 4],
      [2, 3],
    ]);
  });

  it.each([
    ['in a message', `+300s open 2 ${url}\n+10ms > {"type":"hello"}\n> {"type":"resume","sessionId":"s-1"}`],
    ['in the URL', `+300s open 2 ${url}?v=2&session=s-1\n> {"type":"hello"}`],
  ])('joins the chain of a token from before the chain window, %s', (_name, script) => {
    const before = `open 1 ${url}\n< {"type":"welcome","sessionId":"s-1"}\n+1s 1 close 1006\n`;
    expect(chains(before + script)).toEqual([[1, 2]]);
    expect(chains(before + script.replaceAll('s-1', 's-9'))).toEqual([[1], [2]]);
  });

  it('goes from token to token, and from the page that closed by itself', () => {
    const script = [
      `open 1 ${url}\n< {"type":"welcome","session":"s-1"}\n+1s 1 ask-close 1000\n1 close 1000`,
      `+90s open 2 ${url}\n> {"type":"resume","session":"s-1"}\n< {"type":"welcome","session":"s-2"}\n+1s 2 close 1006`,
      `+90s open 3 ${url}\n> {"type":"resume","session":"s-2"}\n+1s 3 close 1006`,
      `+90s open 4 ${url}\n> {"type":"resume","session":"s-2"}`,
    ].join('\n');
    expect(chains(script)).toEqual([[1, 2, 3, 4]]);
  });

  it('continues nothing at another endpoint or page', () => {
    const before = `open 1 ${url}\n< {"type":"welcome","session":"s-1"}\n+1s 1 close 1006\n`;
    const after = '> {"type":"resume","session":"s-1"}';
    expect(chains(`${before}+1s open 2 ${url}/other\n${after}`)).toEqual([[1], [2]]);
    expect(chains(`${before}page-left\npage\n+1s open 2 ${url}\n${after}`)).toEqual([[1], [2]]);
  });

  it('takes the deliveries of each connection up on the one that continues it', () => {
    const script = [
      `open 1 ${url}\n1< {"type":"welcome","session":"s-1"}\n1> {"seq":1,"type":"a"}`,
      `open 2 ${url}\n2< {"type":"welcome","session":"s-2"}\n2> {"seq":1,"type":"b"}`,
      '+5s 1 close 1006\n2 close 1006',
      `+1s open 3 ${url}\n3< {"type":"hello"}\n3> {"type":"resume","session":"s-1"}\n3> {"seq":1,"type":"a"}\n3< {"type":"ack","seq":1}`,
      `open 4 ${url}\n4> {"type":"resume","session":"s-2"}\n4> {"seq":1,"type":"b"}\n4< {"type":"ack","seq":1}`,
    ].join('\n');
    const deliveries = finished(script).deliveries.map((each) => [
      each.name,
      each.state,
      each.transmissions.map(({ connection }) => connection),
    ]);
    expect(deliveries).toEqual([
      ['a', 'acked', [1, 3]],
      ['b', 'acked', [2, 4]],
    ]);
  });

  it('decides without a token a second after opening, after three messages, and at the end', () => {
    const before = `open 1 ${url}\n< {"type":"welcome","session":"s-1"}\n+1s 1 close 1006\n+1s open 2 ${url}\n`;
    const waiting = analyse(before, 2000);
    expect([waiting.chains.map((each) => each.connections), waiting.arriving]).toEqual([[[1]], [2]]);
    expect(analyse(before, 3000).chains.map((each) => each.connections)).toEqual([[1, 2]]);
    for (const after of ['+1s wait\n< {"a":1}', '> {"a":1}\n> {"a":2}\n> {"a":3}', '+1ms 2 close 1006'])
      expect(chains(before + after)).toEqual([[1, 2]]);
  });

  it('says why, with the frames', async () => {
    const script = `open 1 ${url}\n< {"type":"welcome","session":"s-1"}\n+1s 1 close 1006\n+2s open 2 ${url}\n+1ms > {"type":"resume","from":{"session":"s-1"}}\n+1s 2 close 1006\n+500ms open 3 ${url}`;
    expect((await buildReport(finished(script))).chains).toEqual([
      {
        id: 1,
        connections: [1, 2, 3],
        continuations: [
          {
            connection: 2,
            after: 1,
            by: 'token',
            frames: [1, 2],
            detail:
              'it presents at /from/session what the server gave connection #1 at /session, and no other chain was given it',
          },
          {
            connection: 3,
            after: 2,
            by: 'timing',
            frames: [],
            detail: 'same page and address, 500 ms after connection #2 was lost',
          },
        ],
      },
    ]);
  });
});

describe('the site of an address', () => {
  it.each([
    ['wss://gateway.chat.example/v1?x=1', 'chat.example/v1'],
    ['wss://gateway-us-east1-b.chat.example/v1', 'chat.example/v1'],
    ['https://chat.example/v1', 'chat.example/v1'],
    ['ws://127.0.0.1:8080/', '127.0.0.1:8080/'],
    ['ws://[::1]:8080/a', '[::1]:8080/a'],
    ['ws://localhost/', 'localhost/'],
  ])('of %s is %s', (address, site) => {
    expect(siteOf(address)).toBe(site);
  });
});
