import { say } from './toolchain/command.mjs';
import { buildApp } from './toolchain/build.mjs';
import { installDependencies } from './toolchain/install.mjs';
import { endChildrenOnSignal, isInterrupted, runAttached } from './toolchain/processes.mjs';

// `npm start`: Chartroom with the user's own configuration. PORT and HOST say where it listens.

const PORT = process.env.PORT ?? '3000';
const HOST = process.env.HOST ?? '0.0.0.0';

endChildrenOnSignal();
try {
  installDependencies();
  const built = await buildApp((command, args, env) => {
    say('Building Chartroom …');
    return runAttached(command, args, env);
  });
  if (built === 'failed') throw new Error('The build failed; see above.');
  const next = 'node_modules/next/dist/bin/next';
  const status = await runAttached(process.execPath, [next, 'start', '--port', PORT, '--hostname', HOST]);
  process.exitCode = isInterrupted() ? 0 : status;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
