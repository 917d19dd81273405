// Nothing needs a mouse, and the focus can be seen wherever it is.

import assert from 'node:assert/strict'
import { citizen, house } from '../house/house.mjs'
import { arrive, comeToPassword, sendPassword, told } from '../house/steps.mjs'
import { story } from '../house/story.mjs'

const FRAME = ['Saltar al contenido principal', 'Català', 'Galego', 'Euskara', 'English']
const FOOTER = ['Ayuda', 'Privacidad', 'Accesibilidad']

story('the whole way by keyboard', {}, async ({ page }) => {
  await page.goto(`${house.agency}/?lang=es`)
  await tabTo(page, 'Entrar con Zaguán')
  await page.keyboard.press('Enter')
  await arrive(page, 'Elige cómo entrar')
  await tabTo(page, 'Contraseña')
  await page.keyboard.press('Enter')
  await arrive(page, 'Entra con tu contraseña')
  await tabTo(page, 'DNI o NIE')
  await page.keyboard.type('00000000T')
  await tabTo(page, 'Contraseña')
  await page.keyboard.type(citizen('00000000T').password)
  await page.keyboard.press('Enter')

  assert.equal((await told(page)).document, '00000000T')
})

story('the focus goes through the page of the password in the order of reading', {}, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  const order = []
  for (;;) {
    const name = await tab(page)
    if (!name) break
    order.push(name)
  }
  assert.deepEqual(order, [
    ...FRAME,
    'DNI o NIE',
    'Contraseña',
    'Mostrar la contraseña',
    'Continuar',
    'Elegir otra forma de entrar',
    'Cancelar y volver a Puntos del permiso',
    'Necesito más tiempo',
    ...FOOTER,
  ])
})

story('the first stop leads past the head of the page, and moves nothing', {}, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  const heading = page.getByRole('heading', { level: 1 })
  const before = await heading.boundingBox()
  await page.keyboard.press('Tab')
  assert.deepEqual(await heading.boundingBox(), before)
  await page.keyboard.press('Enter')
  assert.equal(await tab(page), 'DNI o NIE')
})

story('a password that is shown is hidden again before it is sent', { refusals: [422] }, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  const field = page.locator('#clave')
  await page.getByRole('button', { name: 'Mostrar la contraseña' }).click()
  assert.equal(await field.getAttribute('type'), 'text')
  await page.getByRole('button', { name: 'Ocultar la contraseña' }).waitFor()

  await sendPassword(visitor, { document: '33333333P', password: 'a-la-vista' })
  await page.getByRole('alert').waitFor()
  assert.equal(await field.getAttribute('type'), 'password')
})

story('without JavaScript there is no button that would do nothing', { scripts: false }, async (visitor) => {
  await comeToPassword(visitor)
  assert.equal(await visitor.page.getByText('Mostrar', { exact: true }).isVisible(), false)
})

async function tabTo(page, name) {
  const passed = []
  while (passed.at(-1) !== name) {
    const next = await tab(page)
    if (!next) assert.fail(`«${name}» is not among ${passed}`)
    passed.push(next)
  }
}

// Presses Tab. The name of what then has the focus, seen by its frame, shadow or background; nothing
// after the last.
async function tab(page) {
  await page.keyboard.press('Tab')
  const focus = await page.evaluate(() => {
    const { activeElement: element } = document
    if (element === document.body) return undefined
    const name = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent
    const marks = [getComputedStyle(element), getComputedStyle(element, '::after')]
    const seen = marks.some((style) => style.outlineStyle !== 'none' || style.boxShadow !== 'none')
    return { name: name.trim(), seen }
  })
  if (focus) assert.ok(focus.seen, `the focus on «${focus.name}» can be seen`)
  return focus?.name
}
