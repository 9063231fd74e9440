// Owns starting the process: arguments in, exit code out. Loads as little as possible; commands bring their own.
import { runCli } from './command-line/run-cli.ts';

process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
});
