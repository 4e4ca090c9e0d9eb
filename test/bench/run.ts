import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { Bench, BenchRow } from './row.ts';

/** `npm run bench [-- name…]`: all benchmarks, or those named. */
const wanted = process.argv.slice(2);
const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.bench.ts')).sort();
const all: Bench[] = [];
for (const file of files) all.push(((await import(`./${file}`)) as { bench: Bench }).bench);

const unknown = wanted.filter((name) => all.every((bench) => bench.name !== name));
if (unknown.length > 0) {
  const names = all.map(({ name }) => name).join(', ');
  console.error(`There is no bench named ${unknown.join(', ')}. There are ${names}.`);
  process.exit(2);
}

const report: { bench: string; rows: readonly BenchRow[] }[] = [];
for (const bench of all) {
  if (wanted.length > 0 && !wanted.includes(bench.name)) continue;
  console.log(`\n${bench.name}`);
  const rows = await bench.rows();
  for (const { name, ratio, baseline, detail } of rows) {
    console.log(`  ${name.padEnd(36)} ×${ratio.toFixed(2)} of ${baseline}\n${''.padEnd(39)}${detail}`);
  }
  report.push({ bench: bench.name, rows });
}

await mkdir('out', { recursive: true });
const machine = { node: process.version, cpu: cpus()[0]?.model ?? '', cores: cpus().length };
await writeFile('out/bench.json', `${JSON.stringify({ machine, report }, null, 2)}\n`);
