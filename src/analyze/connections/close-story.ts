import { cut } from '../../base/cut.ts';
import { sayDuration } from '../../base/say.ts';
import type { Connection, SessionLog } from '../../session/session.ts';

/**
 * Who ended a connection: `page` called close; `server` sent a Close frame; `network`: the TCP connection broke; `handshake`:
 * it never opened; `unload`: its page was left; `collection`: nobody held it any more. Null while open, or where only the network
 * record told of the end.
 */
export type CloseInitiator = 'page' | 'server' | 'network' | 'handshake' | 'unload' | 'collection';

export function closeInitiator(connection: Connection): CloseInitiator | null {
  const { close, closeRequested, closedAt, endedBy } = connection;
  if (closedAt === null || endedBy === 'network') return null;
  if (endedBy === 'page-left') return 'unload';
  if (endedBy === 'collected') return 'collection';
  // An answered close has the code that the page gave; another one crossed it on the way.
  const asked = closeRequested !== null && closeRequested.time <= closedAt;
  if (asked && (closeRequested.code === null || closeRequested.code === close?.code || !close?.wasClean))
    return 'page';
  if (neverOpened(connection)) return 'handshake';
  return close?.wasClean ? 'server' : 'network';
}

export const neverOpened = ({ openedAt, firstReadyState }: Connection): boolean =>
  openedAt === null && firstReadyState === 0;

const initiators: Readonly<Record<CloseInitiator, string>> = {
  page: 'the page, which called close',
  server: 'the server, which sent a Close frame',
  network: 'the network: no Close frame came from either side',
  handshake: 'the opening handshake, which failed',
  unload: 'the browser, because the page was left',
  collection: 'the browser, because nothing held the connection any more',
};

export const sayInitiator = (initiator: CloseInitiator): string => initiators[initiator];

/**
 * Why a handshake failed: in the browser's own words where its network record was read, or else the causes that fit what was
 * seen. Browsers tell the page none of them, on purpose (WHATWG WebSockets, "fail the WebSocket connection").
 *
 * @param offline whether the browser was offline when it ended
 */
export function handshakeCauses(connection: Connection, log: SessionLog, offline: boolean): string {
  const { handshake } = connection;
  const took = (connection.closedAt ?? log.lastTime) - connection.constructedAt;
  if (handshake?.status && handshake.status !== 101)
    return `The server answered ${handshake.status} instead of 101. ${byStatus(handshake.status)}`;
  if (handshake?.error) return `The browser says: ${handshake.error}. ${byError(handshake.error)}`;
  if (offline) return 'The browser was offline. Wait for the online event before connecting again.';
  const time =
    took < 1000
      ? `It failed after ${sayDuration(took)}, so something answered at once: a refused port, a bad certificate, a host name that does not resolve, or an HTTP status other than 101`
      : `It took ${sayDuration(took)}, so packets may be swallowed: a firewall, a wrong address, or a server that accepts and never answers`;
  const offered =
    connection.protocols.length > 0
      ? `; or the server chose none of the subprotocols offered (${sayProtocols(connection.protocols)})`
      : '';
  const mixed = connection.url.startsWith('ws:') ? '; or plain ws: was blocked on an https page' : '';
  return `${time}${offered}${mixed}. The server's log tells which. With DevTools open before the page loads, the browser's own reason is shown here.`;
}

/** The first of the subprotocols that a page offered: there may be a hundred, of a thousand characters each. */
export function sayProtocols(protocols: readonly string[]): string {
  const said = protocols
    .slice(0, saidProtocols)
    .map((each) => cut(each, saidOfProtocol))
    .join(', ');
  const more = protocols.length - saidProtocols;
  return more > 0 ? `${said} and ${more} more` : said;
}

const saidProtocols = 10;
const saidOfProtocol = 100;

/** What to look at after a handshake was answered with an HTTP status (RFC 9110 §15). */
function byStatus(status: number): string {
  if (status === 401 || status === 403)
    return 'It refuses who asks: look at cookies, tokens in the URL, and the Origin it allows.';
  if (status === 404 || status === 405)
    return 'There is no WebSocket at this path: look at the URL, and at the path that a proxy passes on.';
  if (status === 400 || status === 426)
    return 'It does not take the request for a WebSocket upgrade: a proxy may strip the Upgrade and Connection headers.';
  if (status === 429) return 'It limits the rate of connections: back off before connecting again.';
  if (status >= 500) return 'The server or a proxy before it failed: look at its log.';
  if (status >= 300 && status < 400) return 'WebSockets follow no redirects: connect to the final URL.';
  return 'A server accepts a WebSocket with 101 alone (RFC 6455 §4.1).';
}

function byError(error: string): string {
  const known: readonly (readonly [RegExp, string])[] = [
    [/CONNECTION_REFUSED/, 'Nothing listens on that port: is the server running, and on this interface?'],
    [/NAME_NOT_RESOLVED/, 'The host name does not exist, or DNS is out of reach.'],
    [/CERT_|SSL_/, 'TLS failed: open the https: address in a tab and look at its certificate.'],
    [/UNSAFE_PORT/, 'Browsers refuse this port for any URL (WHATWG Fetch, bad ports): use another.'],
    [/TIMED_OUT/, 'Nothing answered: a firewall, or a wrong address.'],
    [/INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE|NETWORK_CHANGED/, 'The network was away.'],
    [/Sec-WebSocket-Protocol/i, 'The subprotocol was not agreed upon (RFC 6455 §4.2.2).'],
    [
      /Sec-WebSocket-Accept|Upgrade/i,
      'What answered does not speak WebSocket, or a proxy changed its headers.',
    ],
    [
      /BLOCKED|Content Security/i,
      "The browser or an extension blocked it: look at the page's connect-src policy.",
    ],
  ];
  return known.find(([pattern]) => pattern.test(error))?.[1] ?? 'The browser does not tell the page.';
}
