import { createIntake } from '../../../src/archive/intake.ts';
import { createNotes } from '../../../src/archive/notes.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import { createDocumentRebase, createNumbering } from '../../../src/session/rebase.ts';
import type { SessionWriter } from '../../../src/session/session.ts';
import type { Fact } from '../../../src/wire/fact.ts';
import { capFact, stringsOf } from '../../../src/wire/fact-caps.ts';
import { isFact } from '../../../src/wire/fact-guard.ts';
import { defaultLimits, type Limits } from '../../../src/wire/limits.ts';
import { makeFacts } from '../fact-maker.ts';
import { checkAnalysis } from '../laws/analysis-laws.ts';
import { checkLog } from '../laws/log-laws.ts';
import { mutateTree } from '../mutate-tree.ts';
import { must, type Target } from '../target.ts';

interface Input {
  readonly facts: readonly unknown[];
  /** The way in: as a page's facts go, or as those of a file. */
  readonly through: 'rebase' | 'intake';
  readonly limits: Limits;
}

/** So small that a handful of facts reaches each bound. */
export const smallLimits: Limits = {
  payloadBytes: 300,
  frames: 1_000,
  payloadCap: 120,
  events: 12,
  eventBytes: 2_000,
};

function guarded(given: readonly unknown[]): Fact[] {
  const facts: Fact[] = [];
  for (const each of given) {
    if (!isFact(each)) continue;
    const capped = capFact(each);
    must(isFact(capped), () => `a ${each.kind} is no fact once its strings are cut`);
    const again = JSON.stringify(capFact(capped));
    must(again === JSON.stringify(capped), () => `a ${each.kind} is cut twice`);
    for (const text of stringsOf(capped)) must(text.length <= 16_384, () => 'a string without end');
    facts.push(each);
  }
  return facts;
}

function fill(log: SessionWriter, facts: readonly Fact[], through: Input['through']): void {
  if (through === 'rebase') {
    const document = createDocumentRebase(createNumbering(), () => 1_700_000_000_500);
    for (const fact of facts) {
      const placed = document.rebase(fact);
      if (placed) log.append(placed);
    }
    return;
  }
  const notes = createNotes();
  const intake = createIntake(log, notes);
  let number = 0;
  for (const [order, fact] of facts.entries()) {
    const placed = fact.kind === 'frame' ? { ...fact, order, number: number + 1 } : { ...fact, order };
    if (intake.take(placed as Fact, order + 1) === null && fact.kind === 'frame') number++;
  }
  intake.commit();
  for (const sentence of notes.sentences()) must(/^[^\n]+\.$/.test(sentence), () => `a note: ${sentence}`);
}

export const facts: Target<Input> = {
  name: 'facts',
  share: 4,
  make(random) {
    const given: unknown[] = makeFacts(random, random.once(50) ? 300 : 24);
    if (random.once(3)) mutateTree(random, given, random.between(1, 6));
    return {
      facts: given,
      through: random.pick(['rebase', 'intake']),
      limits: random.once(2) ? smallLimits : defaultLimits,
    };
  },
  async run({ facts: given, through, limits }) {
    const log = createSessionLog(limits);
    fill(log, guarded(given), through);
    checkLog(log);
    await checkAnalysis(log);
  },
};
