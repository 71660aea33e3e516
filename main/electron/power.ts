/**
 * What the system says of power and presence, as calls: away and back, slept so long, on battery, hot. Owns the translation of
 * Electron's events; what follows from them is decided by whoever is told.
 */
import type { PowerMonitor } from 'electron'

export interface PowerEvents {
  /** The screen was locked or the machine goes to sleep (`true`), or both are over. */
  away(away: boolean): void
  /** The machine woke after about `ms`. */
  woke(ms: number): void
  /** On battery, or so hot that work is to be put off: `sparing` is true while either holds. */
  sparing(sparing: boolean): void
}

export class Power {
  readonly #monitor: PowerMonitor
  readonly #wall: () => number
  #locked = false
  #suspendedAt: number | null = null
  #sparing: boolean | null = null

  constructor(monitor: PowerMonitor, wall: () => number = () => Date.now()) {
    this.#monitor = monitor
    this.#wall = wall
  }

  /** Begins to tell; whether work is to be spared is told at once. */
  start(events: PowerEvents): void {
    const tellAway = (): void => events.away(this.#locked || this.#suspendedAt !== null)
    this.#monitor.on('lock-screen', () => {
      this.#locked = true
      tellAway()
    })
    this.#monitor.on('unlock-screen', () => {
      this.#locked = false
      tellAway()
    })
    this.#monitor.on('suspend', () => {
      this.#suspendedAt ??= this.#wall()
      tellAway()
    })
    this.#monitor.on('resume', () => this.#onResume(events, tellAway))
    const tellSparing = (): void => this.#tellSparing(events)
    for (const change of ['on-ac', 'on-battery'] as const) this.#monitor.on(change as 'on-ac', tellSparing)
    this.#monitor.on('thermal-state-change', tellSparing)
    tellSparing()
  }

  /** A resume without a suspend before it happens when the app started in between: nothing is known of how long it was. */
  #onResume(events: PowerEvents, tellAway: () => void): void {
    const since = this.#suspendedAt ?? this.#wall()
    this.#suspendedAt = null
    events.woke(Math.max(0, this.#wall() - since))
    tellAway()
  }

  #tellSparing(events: PowerEvents): void {
    const heat = this.#monitor.getCurrentThermalState()
    const sparing = this.#monitor.isOnBatteryPower() || heat === 'serious' || heat === 'critical'
    if (sparing === this.#sparing) return
    this.#sparing = sparing
    events.sparing(sparing)
  }
}
