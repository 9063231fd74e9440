// Owns starting the process: arguments in, exit code out. Loads as little as possible; commands bring their own.
import { runCli } from './command-line/run-cli.ts';

// `mda log | head`: the reader has enough and closes the pipe. That is an end, not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
});
