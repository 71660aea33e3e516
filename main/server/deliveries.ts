/** How the events of all connections were delivered, counted. Owned by who is connected; only ever rising. */
export class Deliveries {
  /** Events that were handed to a carrier. */
  sent = 0
  /** Events that were left out for a program because a newer one told the same. */
  folded = 0
  /** Times a program was told that events it asked for are gone. */
  gaps = 0
  /** Times a program was waited for because it did not take or acknowledge what it got. */
  waits = 0
}
