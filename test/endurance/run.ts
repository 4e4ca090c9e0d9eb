import { readdir } from 'node:fs/promises';
import type { Scenario } from './scenario.ts';

/** `npm run endure -- NAME…`: the scenarios that are named, one after the other; exit 1 where a promise is broken. */
const wanted = process.argv.slice(2);
const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.scenario.ts')).sort();
const all: Scenario[] = [];
for (const file of files) all.push(((await import(`./${file}`)) as { scenario: Scenario }).scenario);

const unknown = wanted.filter((name) => all.every((each) => each.name !== name));
if (wanted.length === 0 || unknown.length > 0) {
  console.error(`Name one or more of: ${all.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

for (const { name, run } of all) {
  if (!wanted.includes(name)) continue;
  const from = performance.now();
  const seconds = (): string => `${((performance.now() - from) / 1000).toFixed(0)} s`;
  console.log(`\n${name}`);
  try {
    console.log(`  held after ${await run((line) => console.log(`  ${seconds().padStart(7)}  ${line}`))}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`  BROKEN after ${seconds()}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
