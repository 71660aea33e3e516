/** Time as a value that is passed in: `wall` for what people read, `monotonic` for durations (a clock change or DST never moves it). */
export interface Clock {
  /** Milliseconds since 1970. */
  wall(): number
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonic(): number
}

export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
}
