/** Runs once when the server starts: a wrong configuration stops it here, and the first crawl begins. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { startChartroom } = await import('@/lib/services/start');
    try {
      await startChartroom();
    } catch (error) {
      process.stderr.write(
        `\nChartroom can't start. ${error instanceof Error ? error.message : String(error)}\n\n`,
      );
      process.exit(1);
    }
  }
}
