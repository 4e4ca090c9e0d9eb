import { analyse } from 'scslre';
import { afterAll, describe, expect, it } from 'vitest';
import { createPatternRunner, type Pattern, patternsIn } from '../support/regular-expressions.ts';

/**
 * What a page or a file supplies may be a megabyte of anything, and a regular expression cannot be stopped: it hangs panel and recorder. So
 * each is linear by its shape, or what it reads is cut before. Two judges: scslre decides by the shape, and each one runs over
 * texts of a megabyte made of its own letters.
 */
const { literals, made } = patternsIn(['src', 'extension', 'cli']);
const length = 1_000_000;
/** ms for one pattern over all its texts: a linear one takes some 100, a quadratic one an hour. */
const patience = 15_000;

/** Patterns that are not linear, with the most characters that they ever read and what sees to that. */
const bounded: readonly { readonly file: string; readonly source: string; readonly most: number }[] = [
  // parseQuery refuses a longer filter (longestQuery).
  {
    file: 'src/query/query.ts',
    source: String.raw`(-?)(?:(\w+)([:><]))?(?:"([^"]*)("?)|(\S+))`,
    most: 4000,
  },
];
const boundOf = ({ file, source }: Pattern): number | undefined =>
  bounded.find((each) => each.file === file && each.source === source)?.most;

const isLinear = (source: string, flags: string): boolean => analyse({ source, flags }).reports.length === 0;
const nameOf = ({ file, line, source, flags }: Pattern): string => `${file}:${line} /${source}/${flags}`;

describe('regular expressions', () => {
  const runner = createPatternRunner(patience);
  afterAll(() => runner.end());

  it('finds them all', () => {
    expect(literals.length).toBeGreaterThan(70);
    expect(literals.filter(({ file }) => file.endsWith('.tsx')).length).toBeGreaterThan(0);
  });

  it('makes none from text, which nobody could judge', () => {
    expect(made).toEqual([]);
  });

  it('has no bound for one that is gone', () => {
    expect(
      bounded.filter(
        (each) => !literals.some((one) => boundOf(one) === each.most && one.source === each.source),
      ),
    ).toEqual([]);
  });

  it('has none but those with a bound that is not linear by its shape', () => {
    const known = literals.filter((each) => boundOf(each) === undefined);
    expect(known.filter(({ source, flags }) => !isLinear(source, flags)).map(nameOf)).toEqual([]);
  });

  it('runs each over a megabyte of what could trouble it, or as much as it is given', {
    timeout: 300_000,
  }, async () => {
    const hanging: string[] = [];
    for (const each of literals)
      if (!(await runner.finishes(each, boundOf(each) ?? length))) hanging.push(nameOf(each));
    expect(hanging).toEqual([]);
  });
});

describe('the judges', () => {
  it.each([
    '[?#].*$',
    String.raw`[1-9]\d*$`,
    String.raw`^\w+:\/\/([^/]*)(.*)$`,
    '[a-z][^.]*$',
    String.raw`^0\{.*"sid":.*"pingInterval":`,
    '(a+)+$',
  ])('one of them refuses /%s/', { timeout: 60_000 }, async (source) => {
    const runner = createPatternRunner(3000);
    const judged = isLinear(source, '') && (await runner.finishes({ source, flags: '' }, length));
    await runner.end();
    expect(judged).toBe(false);
  });
});
