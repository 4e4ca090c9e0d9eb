import { isBytes } from '../../../base/bytes.ts';
import type { Frame } from '../../../session/session.ts';
import type { Direction } from '../../../wire/fact.ts';
import { type Convention, sameConvention } from '../../convention.ts';
import type { Learner } from '../../decoder.ts';
import { isObject, type JsonObject, jsonSequence, looksLikeJson } from '../../json.ts';
import { createEvidence } from './evidence.ts';
import { createChannelEvidence } from './infer-channel.ts';
import { createChunkEvidence } from './infer-chunks.ts';
import { type Inferred, infer } from './infer-convention.ts';
import { createScopeEvidence } from './infer-scope.ts';
import { first } from './read-field.ts';
import { listedScalars, longestId, scalarsOf } from './scalars.ts';
import { createTypeTraits } from './type-traits.ts';

/** Messages after which the evidence is weighed; past the last one an endpoint is known or will not be. */
const checkpoints = [6, 8, 12, 16, 24, 40, 64, 100, 160, 256, 400, 600];
/** A convention that keeps changing is none. */
const maxChanges = 6;
/** Messages of one frame that are looked at: more say nothing more. */
const maxTaken = 600;
/** Payloads larger than this are content; their ids are found in the others. */
const readCap = 256 * 1024;

/** Watches the first messages of an endpoint and finds out what its ids, numbers and chunks are (docs/decisions/0005). */
export function createLearner(): Learner {
  const evidence = createEvidence();
  const chunks = { sent: createChunkEvidence(), received: createChunkEvidence() };
  const channels = { sent: createChannelEvidence(), received: createChannelEvidence() };
  const scopes = createScopeEvidence();
  const traitsOf = createTypeTraits();
  let messages = 0;
  let changes = 0;
  let learned: Convention = {};
  let found: Inferred = { convention: {}, parts: {}, sides: { sent: {}, received: {} } };
  let over = false;

  const takeMessage = (direction: Direction, message: unknown, time: number): void => {
    const type = typeIn(message);
    const traits = traitsOf(type);
    // Heartbeats echo their time, and stages of a transfer are read by name.
    if (traits.beat) return;
    const scalars = scalarsOf(message);
    if (!traits.staged) chunks[direction].text(scalars, message);
    channels[direction].take(scalars);
    scopes.take(direction, scalars);
    evidence.take(direction, type, scalars, time);
    evidence.takeListed(direction, type, listedScalars(message));
    messages++;
  };

  const take = (frame: Frame): void => {
    const { data, direction, time } = frame;
    if (isBytes(data)) {
      chunks[direction].binary(data);
      evidence.take(direction, 'binary', scalarsOf(data), time);
      messages++;
      return;
    }
    if (typeof data !== 'string' || data.length > readCap || !looksLikeJson(data)) return;
    let value: unknown;
    try {
      value = JSON.parse(data);
    } catch {
      const parts = jsonSequence(data);
      if (parts !== null && parts !== 'too-many')
        for (const { parsed } of parts.slice(0, maxTaken))
          if (parsed.ok) takeMessage(direction, parsed.value, time);
      return;
    }
    if (Array.isArray(value) && value.length > 0 && value.every(isObject))
      for (const each of value.slice(0, maxTaken)) takeMessage(direction, each, time);
    else takeMessage(direction, value, time);
  };

  const weigh = (): boolean => {
    found = infer(
      evidence,
      { sent: chunks.sent.infer(), received: chunks.received.infer() },
      { sent: channels.sent.infer(), received: channels.received.infer() },
      scopes,
      found,
    );
    if (sameConvention(found.convention, learned) || changes >= maxChanges) return false;
    learned = found.convention;
    changes++;
    return true;
  };

  return {
    get convention() {
      return learned;
    },
    get parts() {
      return found.parts;
    },
    get sides() {
      return found.sides;
    },
    get messages() {
      return messages;
    },
    get over() {
      return over;
    },
    observe(frame) {
      if (over) return false;
      const before = messages;
      take(frame);
      if (messages >= checkpoints.at(-1)!) over = true;
      return checkpoints.some((each) => before < each && messages >= each) && weigh();
    },
    conclude: () => !over && messages > 0 && weigh(),
  };
}

/** Elements of an array that may say what it is. */
const maxElements = 10;
const isTypeWord = /^[A-Za-z][\w.:/-]*$/;
const typeNames = ['type', 'event', 'action', 'method', 'op', 'cmd', 'command', 'kind', 'msg', 't', 'e'];

function typeIn(message: unknown): string {
  if (isObject(message)) {
    const type = first(message as JsonObject, typeNames);
    return typeof type === 'string' && type.length <= longestId ? type : '';
  }
  if (!Array.isArray(message)) return '';
  const word = message
    .slice(0, maxElements)
    .find((each) => typeof each === 'string' && each.length <= longestId && isTypeWord.test(each));
  return typeof word === 'string' ? word : '';
}
