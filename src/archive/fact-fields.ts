import type { Fact, FactKind } from '../wire/fact.ts';

type Fields = {
  readonly [Kind in FactKind]: Readonly<Record<keyof Required<Extract<Fact, { kind: Kind }>>, true>>;
};

const base = { kind: true, order: true, time: true } as const;
const ofConnection = { ...base, connection: true } as const;
const ofPage = { ...base, page: true } as const;

/** The compiler holds this complete: a fact's new field that is missing here does not compile. */
const fields: Fields = {
  page: { ...ofPage, url: true, frame: true, origin: true },
  'page-left': ofPage,
  visibility: { ...ofPage, visible: true },
  network: { ...ofPage, online: true },
  dropped: { ...base, what: true, count: true, bytes: true, why: true },
  constructed: {
    ...ofConnection,
    page: true,
    url: true,
    protocols: true,
    readyState: true,
    by: true,
    stack: true,
  },
  opened: { ...ofConnection, protocol: true, extensions: true },
  frame: {
    ...ofConnection,
    number: true,
    direction: true,
    size: true,
    data: true,
    binary: true,
    payload: true,
    stack: true,
  },
  'bytes-of': { ...ofConnection, number: true, data: true },
  'send-failed': { ...ofConnection, size: true, error: true },
  'sent-after-close': { ...ofConnection, size: true },
  buffered: { ...ofConnection, amount: true },
  'close-requested': { ...ofConnection, code: true, reason: true },
  error: ofConnection,
  closed: { ...ofConnection, code: true, reason: true, wasClean: true },
  collected: ofConnection,
  handshake: {
    ...ofConnection,
    status: true,
    requestHeaders: true,
    responseHeaders: true,
    wait: true,
    error: true,
  },
  compared: { ...ofConnection, sent: true, received: true, recordedSent: true, recordedReceived: true },
  ended: ofConnection,
};

/** The fact without fields that are no fact's, which a file may hold and the log would keep in memory. */
export function onlyFields(fact: Fact): Fact {
  const known = fields[fact.kind];
  for (const name in fact) if (!Object.hasOwn(known, name)) return pick(fact, known);
  return fact;
}

function pick(fact: Fact, known: Readonly<Record<string, true>>): Fact {
  return Object.fromEntries(
    Object.entries(fact).filter(([name]) => Object.hasOwn(known, name)),
  ) as unknown as Fact;
}
