#!/usr/bin/env node
import { runConvert } from './convert.ts';
import { UsageError, warn } from './input.ts';
import { runReport } from './report.ts';

const usage = `sockscope: what applications do on top of WebSocket

  sockscope report FILE [--json] [--fail-on error|warning|info] [--rules RULES]
      FILE is a .sockscope session or a HAR. Prints findings as text, or the report as JSON.
      RULES is a file of conventions that the panel exported.
      Exit 0; 1 when a finding reaches --fail-on; 2 for unusable input.
  sockscope convert FILE --to har|sockscope [--out FILE]
`;

async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  switch (command) {
    case 'report':
      return runReport(rest);
    case 'convert':
      return runConvert(rest);
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(usage);
      return command === undefined ? 2 : 0;
    default:
      throw new UsageError(`"${command}" is not a command. Commands: report, convert.`);
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    warn(error instanceof UsageError ? error.message : String(error));
    process.exitCode = 2;
  },
);
