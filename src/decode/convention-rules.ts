import { printable } from '../base/printable.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { addressOf } from '../base/url.ts';
import type { Connection } from '../session/session.ts';
import {
  type Convention,
  type ConventionPart,
  type ConventionSide,
  conventionParts,
  overlay,
} from './convention.ts';
import { isObject } from './json.ts';
import { placeProblem } from './place.ts';

/** What the user said about a connection, or about all whose URL fits a pattern. The later of two rules wins. */
export interface ConventionRule {
  /** `*` stands for anything, also for nothing: `wss://*.example/rt*`. A pattern without `?` fits whatever the query says. */
  readonly url?: string;
  /** Only this connection of this session; never saved. */
  readonly connection?: number;
  readonly convention: Convention;
}

/** The file in which rules travel. */
export interface RuleFile {
  readonly format: 'sockscope-rules';
  readonly version: 1;
  readonly rules: readonly ConventionRule[];
}

const maxRules = 1000;
/** Characters of a file, twice what so many rules have: lists within lists take a hundred bytes a character when parsed. */
const longestFile = 2_000_000;
const parts = new Set<string>(conventionParts.map(([part]) => part));

/** The rules as a file. Those for one connection stay behind: its number means nothing elsewhere. */
export function writeRules(rules: readonly ConventionRule[]): string {
  const file: RuleFile = {
    format: 'sockscope-rules',
    version: 1,
    rules: rules.filter((rule) => rule.url !== undefined && rule.connection === undefined),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Reads a file of rules. The error is a sentence that names what is wrong and where. */
export function readRules(text: string): Result<readonly ConventionRule[], string> {
  if (text.length > longestFile)
    return fail(`This file is larger than rules are: it has more than ${longestFile} characters.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail('This is no JSON. Rules are a JSON file with "format": "sockscope-rules".');
  }
  return checkRules(value);
}

export function checkRules(value: unknown): Result<readonly ConventionRule[], string> {
  if (!isObject(value) || value.format !== 'sockscope-rules')
    return fail('This is no file of rules: "format" has to be "sockscope-rules".');
  if (value.version !== 1)
    return fail(
      typeof value.version === 'number'
        ? `These rules are of version ${value.version}; this Sockscope reads version 1. Update it.`
        : '"version" has to be 1.',
    );
  if (!Array.isArray(value.rules)) return fail('"rules" has to be a list.');
  if (value.rules.length > maxRules) return fail(`More than ${maxRules} rules.`);
  const rules: ConventionRule[] = [];
  for (const [at, each] of value.rules.entries()) {
    const rule = checkRule(each);
    if (!rule.ok) return fail(`Rule ${at + 1}: ${rule.error}`);
    rules.push(rule.value);
  }
  return ok(rules);
}

function checkRule(value: unknown): Result<ConventionRule, string> {
  if (!isObject(value)) return fail('has to be an object.');
  const { url } = value;
  if (typeof url !== 'string' || url === '' || url.length > 2000)
    return fail('"url" has to be a pattern such as wss://app.example/*.');
  const convention = checkConvention(value.convention);
  return convention.ok ? ok({ url, convention: convention.value }) : convention;
}

export function checkConvention(value: unknown): Result<Convention, string> {
  if (!isObject(value)) return fail('"convention" has to be an object.');
  const { sent, received, ...both } = value;
  const checked = checkSide(both);
  if (!checked.ok) return checked;
  let convention: Convention = checked.value;
  for (const [direction, side] of Object.entries({ sent, received })) {
    if (side === undefined) continue;
    if (!isObject(side)) return fail(`"${direction}" has to be an object with the parts of that direction.`);
    const own = checkSide(side);
    if (!own.ok) return fail(`"${direction}": ${own.error}`);
    convention = { ...convention, [direction]: own.value };
  }
  return ok(convention);
}

function checkSide(value: Readonly<Record<string, unknown>>): Result<ConventionSide, string> {
  const convention: { -readonly [Part in keyof ConventionSide]: ConventionSide[Part] } = {};
  for (const [part, place] of Object.entries(value)) {
    if (part === 'ackMeans') {
      if (place !== 'one' && place !== 'up-to') return fail('"ackMeans" has to be "one" or "up-to".');
      convention.ackMeans = place;
      continue;
    }
    if (part === 'ackType') {
      if (typeof place !== 'string' || place === '' || place.length > 200)
        return fail('"ackType" has to be the type of a message.');
      convention.ackType = place;
      continue;
    }
    if (!parts.has(part))
      return fail(
        `"${printable(part.slice(0, 40))}" is no part of a convention. Parts: ${[...parts].join(', ')}; sent and received hold those of one direction.`,
      );
    if (place !== null && typeof place !== 'string') return fail(`"${part}" has to be a place or null.`);
    const problem = place === null ? null : placeProblem(place);
    if (problem !== null) return fail(`"${part}": ${problem}`);
    convention[part as ConventionPart] = place;
  }
  return ok(convention);
}

/** What the rules say about a connection, the later over the earlier; empty where none fits. */
export function conventionFor(connection: Connection, rules: readonly ConventionRule[]): Convention {
  let convention: Convention = {};
  for (const rule of rules) if (fits(rule, connection)) convention = overlay(convention, rule.convention);
  return convention;
}

function fits(rule: ConventionRule, connection: Connection): boolean {
  if (rule.connection !== undefined) return rule.connection === connection.id;
  return rule.url !== undefined && fitsPattern(connection.url, rule.url);
}

/** Whether a URL fits a pattern with `*`: its pieces stand in the URL one behind the other, the first and the last at its ends. */
export function fitsPattern(url: string, pattern: string): boolean {
  const text = pattern.includes('?') ? url : addressOf(url);
  const pieces = pattern.split('*');
  const [first = ''] = pieces;
  if (pieces.length === 1) return text === first;
  const last = pieces.at(-1) ?? '';
  const end = text.length - last.length;
  if (!text.startsWith(first) || end < first.length || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

/** The pattern a rule for "connections like this one" gets: the address without its query. */
export const patternOf = (url: string): string => addressOf(url);
