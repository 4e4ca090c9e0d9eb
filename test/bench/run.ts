import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import type { Bench, BenchRow } from './row.ts';

/** `npm run bench [-- name…]`: all benchmarks, or those whose name contains one of the words. */
const words = process.argv.slice(2);
const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.bench.ts')).sort();
const report: { bench: string; rows: readonly BenchRow[] }[] = [];

for (const file of files) {
  const { bench } = (await import(`./${file}`)) as { bench: Bench };
  if (words.length > 0 && !words.some((word) => bench.name.includes(word))) continue;
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
