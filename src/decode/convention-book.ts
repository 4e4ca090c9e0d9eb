import { addressOf } from '../base/url.ts';
import type { Connection, Frame } from '../session/session.ts';
import {
  type Convention,
  type ConventionPart,
  type ConventionReport,
  type ConventionSide,
  type FoundPart,
  type FoundParts,
  overlay,
} from './convention.ts';
import { type ConventionRule, conventionFor } from './convention-rules.ts';
import type { Learner } from './decoder.ts';
import { decoders } from './decoders.ts';

/** Endpoints that are learned about; a page with more makes its addresses up, and the rest goes by names. */
const maxEndpoints = 500;

/**
 * What is known about the convention of each connection: the user's rules over what was learned, by endpoint, because a reconnect
 * speaks as the connection before it did. Outlives the passes of an analysis: a frame is learned from once.
 */
export interface ConventionBook {
  /** True when what was learned changed: decode and analysis have to run again from the log. */
  observe(connection: Connection, frame: Frame): boolean;
  /** False from the time on at which nothing more will be learned from this connection. */
  learns(connection: number): boolean;
  /** The session is over: weighs what little there is. */
  conclude(): boolean;
  of(connection: Connection): Convention;
  /** Lets go of connections that the log no longer lists; what was learned of their endpoints stays. */
  forget(isListed: (connection: number) => boolean): void;
  report(connection: Connection): ConventionReport;
}

export function createConventionBook(rules: readonly ConventionRule[] = []): ConventionBook {
  const learners = new Map<string, Learner>();
  const ruled = new Map<number, Convention>();
  /** By connection, while it still learns. */
  const learning = new Map<number, Learner | null>();
  let observed = 0;

  const ruleOf = (connection: Connection): Convention => {
    let convention = ruled.get(connection.id);
    if (!convention) {
      convention = conventionFor(connection, rules);
      ruled.set(connection.id, convention);
    }
    return convention;
  };

  const learnerOf = (connection: Connection): Learner | undefined => {
    const endpoint = endpointOf(connection);
    let learner = learners.get(endpoint);
    if (!learner && learners.size < maxEndpoints) {
      learner = decoders.find((each) => each.learner)?.learner?.();
      if (learner) learners.set(endpoint, learner);
    }
    return learner;
  };

  const of = (connection: Connection): Convention =>
    overlay(learners.get(endpointOf(connection))?.convention ?? {}, ruleOf(connection));

  return {
    of,
    observe(connection, frame) {
      if (frame.number <= observed) return false;
      observed = frame.number;
      let learner = learning.get(connection.id);
      if (learner === undefined) {
        learner = learnerOf(connection) ?? null;
        learning.set(connection.id, learner);
      }
      if (learner === null) return false;
      const changed = learner.observe(frame);
      if (learner.over) learning.set(connection.id, null);
      return changed;
    },
    forget(isListed) {
      for (const map of [ruled, learning])
        for (const connection of map.keys()) if (!isListed(connection)) map.delete(connection);
    },
    learns: (connection) => learning.get(connection) !== null,
    conclude: () => [...learners.values()].map((each) => each.conclude()).some((changed) => changed),
    report(connection) {
      const learner = learners.get(endpointOf(connection));
      const { sent, received, ...both } = ruleOf(connection);
      const side = (found: FoundParts | undefined, own: ConventionSide | undefined): FoundParts => ({
        ...Object.fromEntries(Object.entries(found ?? {}).filter(([part]) => !(part in both))),
        ...ruledParts(own),
      });
      const parts = { ...learner?.parts, ...ruledParts(both) };
      const sides = {
        sent: side(learner?.sides.sent, sent),
        received: side(learner?.sides.received, received),
      };
      return { parts, sides, applied: of(connection), messages: learner?.messages ?? 0 };
    },
  };
}

function ruledParts(side: ConventionSide = {}): FoundParts {
  const parts: Partial<Record<ConventionPart, FoundPart>> = {};
  for (const [part, place] of Object.entries(side))
    if (part !== 'ackMeans' && part !== 'ackType' && place !== undefined)
      parts[part as ConventionPart] = { place, by: 'rule', confidence: 1, because: 'a rule says so' };
  return parts;
}

/** The address without its query (tokens change from attempt to attempt), and the subprotocol. */
const endpointOf = (connection: Connection): string => `${addressOf(connection.url)} ${connection.protocol}`;
