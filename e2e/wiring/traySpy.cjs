/**
 * Loaded into the app's main process before the app, on Electron and on the double alike: a menu-bar icon cannot be
 * pressed or read from outside, so this keeps the icon, what it was told last, and the menu it was asked to open.
 */
const { Tray } = require('electron')

const spied = { tray: null, image: '', tooltip: '', title: '', at: 0, menu: null }
globalThis.spiedTray = spied

function spyOn(name, note) {
  const original = Tray.prototype[name]
  Tray.prototype[name] = function (...args) {
    spied.tray = this
    note(...args)
    return original.apply(this, args)
  }
}

spyOn('setImage', (image) => {
  spied.at ||= performance.now()
  spied.image = String(image)
})
spyOn('setTitle', (text) => (spied.title = text))
spyOn('setToolTip', (text) => (spied.tooltip = text))
// Not passed on: a native menu would wait for a person.
Tray.prototype.popUpContextMenu = (menu) => (spied.menu = menu)
