/**
 * The log of the daemon: one JSON object a line. Owns the form, not the place (the host passes a sink). Values are
 * bounded and redacted here, so that no caller can write a worklog's worth of text, or a secret, into the log.
 */
import { redact } from './redact.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

const MAX_LINE = 8192
const MAX_TEXT = 2000

/** A logger that hands each finished line (without newline) to `sink`. `debug` lines are dropped unless asked for. */
export function createLogger(sink: (line: string) => void, options: { now?: () => number; debug?: boolean } = {}): Logger {
  const now = options.now ?? Date.now
  const write = (level: LogLevel, message: string, fields: Record<string, unknown> = {}): void => {
    if (level === 'debug' && options.debug !== true) return
    const head = { at: new Date(now()).toISOString(), level, message }
    const line = JSON.stringify({ ...head, ...fields }, printable)
    sink(line.length <= MAX_LINE ? line : JSON.stringify({ ...head, tooLong: Object.keys(fields).join(' ') }, printable))
  }
  return {
    debug: (message, fields) => write('debug', message, fields),
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
  }
}

const LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug']

/** `log` without the lines that are below the level of the moment. */
export function atLevel(log: Logger, level: () => LogLevel): Logger {
  const write =
    (own: LogLevel): Logger['info'] =>
    (message, fields) => {
      if (LEVELS.indexOf(own) <= LEVELS.indexOf(level())) log[own](message, fields)
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** A logger that keeps nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

function printable(_key: string, value: unknown): unknown {
  const text = value instanceof Error ? (value.stack ?? value.message) : value
  // Cut after it is redacted: a secret that the cut would halve is known by nothing.
  return typeof text === 'string' ? redact(text.slice(0, 2 * MAX_TEXT)).slice(0, MAX_TEXT) : text
}
