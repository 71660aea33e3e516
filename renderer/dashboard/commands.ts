/**
 * The commands of the window by name, so that keys and menus lead to whatever is on show and can do them. One registry a window; a
 * component offers what it can do for as long as it is there, the one that came last first.
 */
import { useEffect, useRef } from 'react'

export const COMMANDS = ['jumpToNow', 'findNext', 'findPrevious', 'nextTab', 'previousTab'] as const
export type Command = (typeof COMMANDS)[number]

const offered = new Map<Command, (() => void)[]>()

/** Runs a command; false where nothing on show can do it. */
export function runCommand(command: Command): boolean {
  const run = offered.get(command)?.at(-1)
  run?.()
  return run !== undefined
}

/** Offers a command while the component is there. */
export function useCommand(command: Command, run: () => void): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    const own = (): void => latest.current()
    offered.set(command, [...(offered.get(command) ?? []), own])
    return () =>
      void offered.set(
        command,
        (offered.get(command) ?? []).filter((other) => other !== own),
      )
  }, [command])
}
