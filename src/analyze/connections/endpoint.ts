/** The address without its query: tokens and timestamps in it change from attempt to attempt. */
export const endpointOf = (url: string): string => url.replace(/[?#].*$/, '').replace(/^http/, 'ws');

/**
 * The path and the site: a server may hand a session over to another of its hosts. Only the first label of a name may differ.
 *
 *   wss://gateway.chat.example/v1?x  →  chat.example/v1     ws://127.0.0.1:80/  →  127.0.0.1:80/
 */
export function siteOf(url: string): string {
  const [, host = '', path = ''] = /^\w+:\/\/([^/]*)(.*)$/.exec(endpointOf(url)) ?? [];
  const isName = /[a-z][^.]*$/i.test(host) && host.split('.').length > 2;
  return `${isName ? host.slice(host.indexOf('.') + 1) : host}${path}`;
}
