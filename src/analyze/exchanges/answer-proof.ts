import { createRingMap } from '../../base/ring-map.ts';
import type { AsksLink } from '../../decode/link.ts';
import type { SessionLog } from '../../session/session.ts';
import type { Direction } from '../../wire/fact.ts';
import { endpointOf } from '../connections/endpoint.ts';

/** Questions without one answer, and messages of the other side meanwhile, after which ids may be no questions at all. */
const enough = 4;
/** Exchanges without an answer that are remembered of one side: twice the findings of a kind that are kept. */
const mostFound = 8_000;
/** Addresses remembered. */
const mostAddresses = 2000;

interface Side {
  asked: number;
  answered: boolean;
  /** Messages with an id, or of a type that could be asked, that this side sent. */
  spoke: number;
  /** What it asks may be no questions. */
  doubtful: boolean;
  /** Exchanges that were told to have no answer, the latest, while that may be doubted. */
  found: number[];
}

/** What one address shows of both sides. */
export type Address = Readonly<Record<Direction, Side>>;

/**
 * Tells ids that nobody answers from ids that ask nothing: a chat gives every message an id, and the server goes on talking without ever
 * naming one. Where anything was ever answered, or where the other side is silent, a missing answer is missed.
 */
export interface AnswerProof {
  of(connection: number): Address;
  asked(address: Address, direction: Direction, link: AsksLink): void;
  answered(address: Address, asker: Direction): void;
  /** An exchange was told to have no answer. */
  found(address: Address, asker: Direction, exchange: number): void;
  /** Whether this side's questions are answered there, or the other side says nothing at all. */
  expects(address: Address, asker: Direction): boolean;
}

/** @param changed called when there is doubt of what this side asks at this address, or none any more */
export function createAnswerProof(
  log: SessionLog,
  changed: (address: Address, asker: Direction) => void,
): AnswerProof {
  const addresses = createRingMap<string, Address>(mostAddresses);
  const side = (): Side => ({ asked: 0, answered: false, spoke: 0, doubtful: false, found: [] });
  const weigh = (address: Address, asker: Direction): void => {
    const mine = address[asker];
    const theirs = address[asker === 'sent' ? 'received' : 'sent'];
    const doubtful = !mine.answered && mine.asked >= enough && theirs.spoke >= enough;
    if (doubtful === mine.doubtful) return;
    mine.doubtful = doubtful;
    changed(address, asker);
  };
  return {
    of(connection) {
      const url = endpointOf(log.connection(connection)?.url ?? '');
      let address = addresses.get(url);
      if (!address) {
        address = { sent: side(), received: side() };
        addresses.set(url, address);
      }
      return address;
    },
    asked(address, direction, link) {
      const mine = address[direction];
      mine.spoke++;
      if (!link.tentative && !link.byOrder) mine.asked++;
      if (!address.sent.answered) weigh(address, 'sent');
      if (!address.received.answered) weigh(address, 'received');
    },
    expects: (address, asker) =>
      address[asker].answered || address[asker === 'sent' ? 'received' : 'sent'].spoke === 0,
    answered(address, asker) {
      if (address[asker].answered) return;
      address[asker].answered = true;
      weigh(address, asker);
      address[asker].found = [];
    },
    found(address, asker, exchange) {
      const side = address[asker];
      // Once something was answered there is no doubt any more.
      if (side.answered) return;
      side.found.push(exchange);
      if (side.found.length >= 2 * mostFound) side.found = side.found.slice(-mostFound);
    },
  };
}
