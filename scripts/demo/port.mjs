import { createServer } from 'node:net';

/**
 * The port Chartroom shall listen on.
 * @param {string | undefined} text the environment variable PORT
 * @throws Error when it is no port
 */
export function readPort(text) {
  if (text === undefined || text === '') return 3000;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Error(`PORT is ${text}, which is no port. Give one from 1 to 65535: PORT=3001 npm run demo`);
}

/**
 * Finds out early whether a port of 127.0.0.1 is free.
 * @param {number} port
 * @returns {Promise<void>} rejects with one line that says what to do
 */
export function checkPort(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE';
      const reason = taken ? 'is taken' : `can't be used (${error.message})`;
      reject(
        new Error(
          `Port ${port} ${reason}. Choose another: PORT=${port < 65_535 ? port + 1 : 3000} npm run demo`,
        ),
      );
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}
