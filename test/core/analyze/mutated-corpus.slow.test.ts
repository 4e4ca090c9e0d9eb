import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Length } from '../../../src/base/bytes.ts';
import type { Fact } from '../../../src/wire/fact.ts';
import { readCorpus } from '../../support/corpus.ts';
import { readFrameScript } from '../../support/frame-script.ts';
import { feedTwice } from '../../support/in-pieces.ts';

const runs = Number(process.env.SOCKSCOPE_FUZZ_RUNS ?? 400);
const corpus = readCorpus().map(({ script }) => readFrameScript(script));

type Mutation = (facts: readonly Fact[], at: number, other: number) => readonly Fact[];
type FrameFact = Extract<Fact, { kind: 'frame' }>;

const pick = <T>(all: readonly T[], at: number): T | undefined => all[at % all.length];
const splice = (facts: readonly Fact[], at: number, count: number, ...put: Fact[]): readonly Fact[] => [
  ...facts.slice(0, at),
  ...put,
  ...facts.slice(at + count),
];

/** Changes one frame's payload. */
const inFrame =
  (change: (data: FrameFact['data'], at: number, other: number) => FrameFact['data']): Mutation =>
  (facts, at, other) => {
    const frames = facts.flatMap((fact, index) => (fact.kind === 'frame' ? [index] : []));
    const index = pick(frames, at);
    if (index === undefined) return facts;
    const frame = facts[index] as FrameFact;
    const data = change(frame.data, at, other);
    const binary = typeof data !== 'string';
    return splice(facts, index, 1, {
      ...frame,
      data,
      binary,
      size: binary ? (data?.length ?? 0) : utf8Length(data),
    });
  };

/** Changes the text of one frame, where it is text. */
const inText = (change: (text: string, at: number, other: number) => string): Mutation =>
  inFrame((data, at, other) => (typeof data === 'string' ? change(data, at, other) : data));

const strange = [
  '12345678901234567890',
  '-1',
  '1e999',
  '0.5',
  '-0',
  '9007199254740993',
  'null',
  'true',
  '""',
  '"x"',
  '{}',
  '[]',
  '[[[]]]',
  '{"id":1,"id":2}',
  '"\\ud800"',
  '"{\\"id\\":1}"',
  '{"__proto__":{"id":3}}',
  '{"constructor":1,"toString":2,"length":-1}',
];

const mutations: Readonly<Record<string, Mutation>> = {
  'a value is another': inText((text, at, other) => {
    const values = [...text.matchAll(/-?\d+(?:\.\d+)?|"(?:[^"\\]|\\.)*"|true|false|null/g)];
    const value = pick(values, at);
    if (!value) return text;
    return text.slice(0, value.index) + pick(strange, other) + text.slice(value.index + value[0].length);
  }),
  'cut off': inText((text, _, other) => text.slice(0, other % (text.length + 1))),
  'a character is gone': inText(
    (text, _, other) =>
      text.slice(0, other % (text.length + 1)) + text.slice((other % (text.length + 1)) + 1),
  ),
  doubled: inText((text, _, other) => text.slice(0, other % (text.length + 1)) + text),
  'in a batch': inText((text) => `[${text},${text}]`),
  'within a message': inText((text) => `{"id":7,"data":${text}}`),
  'within a string': inText((text) => JSON.stringify({ type: 'wrapped', body: text })),
  'with a key twice': inText((text) => text.replace(/^\{/, '{"id":12345678901234567890,"id":0,"seq":1,')),
  'in a batch, with a key twice': inText(
    (text) => `[${text.replace(/^\{/, '{"id":12345678901234567890,"id":0,')},{"id":7}]`,
  ),
  'as bytes': inFrame((data) => (typeof data === 'string' ? new TextEncoder().encode(data) : data)),
  'fewer bytes': inFrame((data, _, other) =>
    typeof data === 'string' || !data ? data : data.subarray(0, other % (data.length + 1)),
  ),
  'not kept': inFrame(() => null),
  'other frame in its place': (facts, at, other) => {
    const source = pick(
      pick(corpus, other)!.filter((fact) => fact.kind === 'frame'),
      at,
    );
    return inFrame((data) => (source?.kind === 'frame' ? source.data : data))(facts, at, other);
  },
  'other direction': (facts, at) =>
    facts.map((fact, index) =>
      index === at % facts.length && fact.kind === 'frame'
        ? { ...fact, direction: fact.direction === 'sent' ? 'received' : 'sent' }
        : fact,
    ),
  'a fact is missing': (facts, at) => {
    const index = 1 + (at % Math.max(1, facts.length - 1));
    return splice(facts, index, 1);
  },
  'a fact comes twice': (facts, at) => splice(facts, at % facts.length, 0, facts[at % facts.length]!),
};

/** Orders, times and frame numbers as a log has them. */
function inOrder(facts: readonly Fact[]): readonly Fact[] {
  let number = 0;
  let time = 0;
  return facts.map((fact, order) => {
    time = Math.max(time, fact.time);
    return fact.kind === 'frame'
      ? { ...fact, order, time, number: ++number }
      : ({ ...fact, order, time } as Fact);
  });
}

const session = fc
  .tuple(
    fc.constantFrom(...corpus.keys()),
    fc.array(fc.tuple(fc.constantFrom(...Object.keys(mutations)), fc.nat(5000), fc.nat(5000)), {
      minLength: 1,
      maxLength: 6,
    }),
  )
  .map(([from, steps]) =>
    inOrder(steps.reduce((facts, [name, at, other]) => mutations[name]!(facts, at, other), corpus[from]!)),
  );

describe('sessions of the corpus, damaged', () => {
  it('are read without a throw, in pieces as at once, with evidence that is there', async () => {
    await fc.assert(
      fc.asyncProperty(session, fc.integer({ min: 1, max: 9 }), async (facts, size) => {
        const { log, analysis, atOnce, inPieces } = await feedTwice(facts, size);
        expect(inPieces).toEqual(atOnce);
        for (const finding of analysis.findings)
          for (const frame of finding.frames) expect(log.frame(frame)).toBeDefined();
      }),
      { numRuns: runs },
    );
  });
});
