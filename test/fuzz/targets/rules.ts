import { addressOf, queryParam, queryParams, urlParts } from '../../../src/base/url.ts';
import {
  conventionFor,
  fitsPattern,
  patternOf,
  readRules,
  writeRules,
} from '../../../src/decode/convention-rules.ts';
import { engineUrl } from '../../../src/decode/decoders/engineio/engine-connection.ts';
import { placeBelow, placeName, placeProblem, placeReader } from '../../../src/decode/place.ts';
import { sayEndpoint } from '../../../src/layout/say-time.ts';
import { isEmpty, matches, parseQuery } from '../../../src/query/query.ts';
import type { Connection } from '../../../src/session/session.ts';
import { mutateText } from '../mutate-text.ts';
import { mutateTree } from '../mutate-tree.ts';
import { oddTexts } from '../odd-values.ts';
import type { Random } from '../random.ts';
import { must, type Target } from '../target.ts';
import { convention, jsonValue, mutated, placeText } from '../values.ts';

interface Input {
  readonly rules: string;
  readonly query: string;
  readonly url: string;
  readonly pattern: string;
  readonly place: string;
  readonly message: unknown;
}

function ruleFile(random: Random, budget: number): string {
  const rules = random.list(0, 4, () => ({ url: pattern(random), convention: convention(random) }));
  const file: unknown = { format: 'sockscope-rules', version: 1, rules };
  if (random.once(2)) mutateTree(random, file, random.between(1, 3));
  const text = JSON.stringify(file) ?? '';
  return budget > 10_000 || random.once(5) ? mutateText(random, text, budget) : text;
}

const pattern = (random: Random): string =>
  random.pick(['wss://a.example/*', '*', '**', 'wss://*.example/rt*?x=*', '*a*a*a*', '', 'ws://b/']);

const terms = [
  'type:x',
  '-is:unacked',
  'latency>500ms',
  'size<1.5kb',
  '"a b"',
  'or',
  'conn:1',
  'foo>1',
  'ns:/',
  'é',
];

const urls = [
  'wss://a.example:8080/rt?room=1&a=b#x',
  'ws://b/',
  '//x',
  'a?b#c?d',
  'https://[::1]/?EIO=4&sid=s',
];

export const rules: Target<Input> = {
  name: 'rules',
  share: 27,
  make(random) {
    const budget = random.budget();
    const text = (whole: string): string => mutated(random, whole, random.once(3) ? budget : 2_000);
    return {
      rules: ruleFile(random, budget),
      query: text(random.list(0, 5, () => random.pick(terms)).join(' ')),
      url: text(random.pick([...urls, ...oddTexts])),
      pattern: text(pattern(random)),
      place: text(placeText(random)),
      message: jsonValue(random),
    };
  },
  run({ rules: file, query, url, pattern: given, place, message }) {
    checkRules(file, url);
    checkUrl(url, given);
    checkQuery(query, url);
    const problem = placeProblem(place);
    const value = placeReader(place)(message);
    must(problem === null || value === undefined, () => 'a place that is none was read');
    must(problem === null || problem.endsWith('.'), () => `the problem is ${problem}`);
    // Callers measure a name first: places of names without end are not made.
    const name = place.slice(0, 1_000);
    const below = placeBelow('/x', name);
    must(placeName(below) === name, () => `${name} comes back as ${placeName(below)}`);
  },
};

const connection = (url: string): Connection => ({ id: 1, url }) as Connection;

function checkRules(file: string, url: string): void {
  const read = readRules(file);
  if (!read.ok) {
    must(/^[^\n]+\.$/s.test(read.error) && read.error.length < 1_000, () => `the error says ${read.error}`);
    return;
  }
  conventionFor(connection(url), read.value);
  const again = readRules(writeRules(read.value));
  must(again.ok, () => `rules that were saved are refused: ${again.ok ? '' : again.error}`);
  must(JSON.stringify(again) === JSON.stringify(read), () => 'rules come back as others');
}

function checkUrl(url: string, pattern: string): void {
  const address = addressOf(url);
  must(url.startsWith(address) && !/[?#]/.test(address), () => `the address of ${url} is ${address}`);
  const { scheme, host, path } = urlParts(url);
  must(
    `${scheme}${scheme === '' && !address.startsWith('://') ? '' : '://'}${host}${path}` === address,
    () => `${url} has other parts`,
  );
  const params = queryParams(url);
  must(params.length <= 100, () => `${params.length} parameters`);
  for (const [name] of params.slice(0, 3)) must(queryParam(url, name) !== null, () => `no parameter ${name}`);
  engineUrl(url);
  sayEndpoint(url);
  fitsPattern(url, pattern);
  must(fitsPattern(url, '*'), () => `${url} does not fit *`);
  must(
    patternOf(url).includes('*') || fitsPattern(url, patternOf(url)),
    () => `${url} does not fit its own pattern`,
  );
}

function checkQuery(text: string, url: string): void {
  const query = parseQuery(text);
  if (!query.ok) {
    const { offset, message } = query.error;
    must(offset >= 0 && offset <= text.length, () => `an error at ${offset} of ${text.length}`);
    must(message.endsWith('.') || message.length < 5_000, () => `the error says ${message}`);
    return;
  }
  const row = { type: 'chat', text: url, dir: 'sent', conn: 1, is: ['text'], size: 4, ns: '/' } as const;
  const holds = matches(query.value, row);
  must(holds || !isEmpty(query.value), () => 'an empty filter leaves something out');
}
