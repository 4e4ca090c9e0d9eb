import type { Kit } from '../kit.ts';

/** WHATWG WebSockets lets relative, http: and https: URLs through and turns them into ws: and wss:. */
export default ({ attempt, url }: Kit) =>
  [
    '/relative',
    'relative?query=1',
    '//127.0.0.1/x',
    url.replace('ws:', 'http:'),
    `${url}/%20 %`,
    `${url}/세계`,
    `${url}/.././a`,
    'wss://127.0.0.1:1/tls',
  ].map((each) =>
    attempt(() => {
      const socket = new WebSocket(each);
      socket.close();
      return socket.url.replace(/127\.0\.0\.1:\d+/, 'host');
    }),
  );
