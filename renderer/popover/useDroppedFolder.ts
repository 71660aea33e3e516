/** A folder dropped anywhere on the popover opens the Start sheet for it; nothing starts before the person says so. */
import { useEffect } from 'react'
import type { ScribeBridge } from '../../shared/protocol/bridge.ts'

/** Whatever is dropped stays out of the page: by itself a browser would open it. */
export function useDroppedFolder(bridge: ScribeBridge, onFolder: (path: string) => void): void {
  useEffect(() => {
    const onOver = (event: DragEvent): void => event.preventDefault()
    const onDrop = (event: DragEvent): void => {
      event.preventDefault()
      const [file] = event.dataTransfer?.files ?? []
      const path = file === undefined ? null : bridge.pathOf(file)
      if (path !== null) onFolder(path)
    }
    window.addEventListener('dragover', onOver)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('drop', onDrop)
    }
  })
}
