import { addressOf, urlParts } from '../../base/url.ts';

/** The address without its query, with the scheme of a WebSocket: long-polling of one session has `http:`. */
export function endpointOf(url: string): string {
  const address = addressOf(url);
  return address.startsWith('http') ? `ws${address.slice(4)}` : address;
}

/**
 * The path and the site: a server may hand a session over to another of its hosts. Only the first label of a name may differ.
 *
 *   wss://gateway.chat.example/v1?x  →  chat.example/v1     ws://127.0.0.1:80/  →  127.0.0.1:80/
 */
export function siteOf(url: string): string {
  const { host, path } = urlParts(url);
  const first = host.indexOf('.');
  const last = host.lastIndexOf('.');
  const isName = first >= 0 && first < last && hasLetter(host.slice(last));
  return `${isName ? host.slice(first + 1) : host}${path}`;
}

/** An address of numbers has none behind its last dot. */
const hasLetter = (text: string): boolean => /[a-z]/i.test(text);
