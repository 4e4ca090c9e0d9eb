import { describe, expect, it } from 'vitest';
import { siteOf } from '../../../src/analyze/connections/endpoint.ts';
import { addressOf, queryParam, queryParams, urlParts } from '../../../src/base/url.ts';

describe('URLs as they were written', () => {
  it.each([
    ['wss://a.example:8080/rt/x?room=1#y', 'wss', 'a.example:8080', '/rt/x', 'room=1'],
    ['ws://a', 'ws', 'a', '', ''],
    ['ws://a?q', 'ws', 'a', '', 'q'],
    ['ws://a/p#f?q=1', 'ws', 'a', '/p', ''],
    ['blob:https://a.example/9f2c', 'blob:https', 'a.example', '/9f2c', ''],
    ['not a url', '', '', 'not a url', ''],
    ['', '', '', '', ''],
    ['ws://a/\n?x\n#', 'ws', 'a', '/\n', 'x\n'],
  ])('%j', (url, scheme, host, path, query) => {
    expect(urlParts(url)).toEqual({ scheme, host, path, query });
  });

  it('has the parameters of the query, at most a hundred', () => {
    expect(queryParams('ws://a/?a=1&b&&c=d=e#&f=1')).toEqual([
      ['a', '1'],
      ['b', ''],
      ['c', 'd=e'],
    ]);
    expect(queryParam('ws://a/?sid=s&sid=t', 'sid')).toBe('s');
    expect(queryParam('ws://a/', 'sid')).toBeNull();
    expect(queryParams(`ws://a/?${'&x'.repeat(200)}`)).toHaveLength(100);
  });

  it.each([
    ['wss://a.example/rt?x#y', 'wss://a.example/rt'],
    ['wss://a.example/rt#y?x', 'wss://a.example/rt'],
    ['wss://a.example/rt', 'wss://a.example/rt'],
  ])('the address of %s', (url, address) => {
    expect(addressOf(url)).toBe(address);
  });

  it.each([
    ['wss://gateway.chat.example/v1?x', 'chat.example/v1'],
    ['ws://127.0.0.1:80/', '127.0.0.1:80/'],
    ['ws://a.example/', 'a.example/'],
    ['ws://localhost:1/x', 'localhost:1/x'],
    ['ws://[::1]:80/x', '[::1]:80/x'],
  ])('the site of %s', (url, site) => {
    expect(siteOf(url)).toBe(site);
  });
});
