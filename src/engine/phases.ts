/**
 * What happens first when several things happen in one millisecond. The last path point, the close and settlement come before all of these, the
 * next open after `barsClosed`, and commands that arrive after that: so zero latency fills at the next open, not at the close.
 */
export const PHASES = { fault: 1, delivery: 2, wake: 3, barsClosed: 4, command: 6 } as const;
