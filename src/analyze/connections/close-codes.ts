/** What a close code says (RFC 6455 §7.4.1, IANA WebSocket Close Code registry), as the second half of a sentence. */
const meanings: Readonly<Record<number, string>> = {
  1000: 'normal closure',
  1001: 'going away: the server shuts down, or the page is left',
  1002: 'protocol error: the other side broke RFC 6455',
  1003: 'unsupported data: this kind of frame is not accepted',
  1005: 'no code was given',
  1006: 'closed without a closing handshake',
  1007: 'invalid data: text that is not UTF-8, most often',
  1008: 'policy violation: the server refuses what was sent or who sent it',
  1009: 'message too big',
  1010: 'the server did not negotiate an extension that the client requires',
  1011: 'internal error in the server',
  1012: 'service restart: the server asks to reconnect',
  1013: 'try again later: the server is overloaded',
  1014: 'bad gateway: a proxy got an invalid answer',
  1015: 'TLS handshake failed',
};

export function closeCodeMeaning(code: number): string {
  return (
    meanings[code] ??
    (code >= 4000
      ? "the application's own code"
      : code >= 3000
        ? 'a code of a registered library'
        : 'a code RFC 6455 does not define')
  );
}

/** Closes that nobody needs to look at. */
export const isNormalClose = (code: number): boolean => code === 1000 || code === 1001 || code === 1005;
