// Five languages on every page, and a change of language never loses the step.

import assert from 'node:assert/strict'
import { inspect } from '../house/inspection.mjs'
import { arrive, comeFromAgency, comeToPassword, sendPassword } from '../house/steps.mjs'
import { story } from '../house/story.mjs'
import { words } from '../house/words.mjs'

const LANGUAGES = [
  ['ca', 'Català', 'Tria com vols entrar', 'Entra amb la teva contrasenya'],
  ['gl', 'Galego', 'Elixe como entrar', 'Entra co teu contrasinal'],
  ['eu', 'Euskara', 'Aukeratu nola sartu', 'Sartu zure pasahitzarekin'],
  ['en', 'English', 'Choose how to sign in', 'Sign in with your password'],
  ['es', 'Español', 'Elige cómo entrar', 'Entra con tu contraseña'],
]

// Their pages are looked over on the way of a whole journey.
const TOLD_WHOLE = Object.keys(words)

story('the choice of a method can be read in five languages', {}, async (visitor) => {
  const { page } = visitor
  await comeFromAgency(visitor)
  const step = page.url()
  for (const [code, name, heading] of LANGUAGES) {
    await change(page, name)
    await arrive(page, heading)
    assert.equal(page.url(), step)
    await assertSpokenThroughout(page, code)
    if (!TOLD_WHOLE.includes(code)) await inspect(page, `choose-${code}`, { language: code })
  }
})

story('the password can be asked in five languages', {}, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  const step = page.url()
  for (const [code, name, , heading] of LANGUAGES) {
    await change(page, name)
    await arrive(page, heading)
    assert.equal(page.url(), step)
    await assertSpokenThroughout(page, code)
    if (!TOLD_WHOLE.includes(code)) await inspect(page, `password-${code}`, { language: code })
  }
})

story('after a wrong answer a change of language keeps what was typed and what is wrong', { refusals: [422] }, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  await sendPassword(visitor, { document: '22222222J', password: 'no-es-esta' })
  await page.getByRole('alert').waitFor()

  await change(page, 'English')
  await arrive(page, 'Sign in with your password')

  const lines = page.getByRole('alert').getByRole('listitem')
  assert.deepEqual(await lines.allTextContents(), ['The document number or password is not correct'])
  assert.equal(await page.getByLabel('DNI or NIE').inputValue(), '22222222J')
})

story('the language chosen lasts to the next journey', {}, async (visitor) => {
  const { page } = visitor
  await comeFromAgency(visitor)
  await change(page, 'Euskara')
  await page.goBack()
  await page.goto(visitor.requests[0].url())
  await page.getByRole('link', { name: 'Entrar con Zaguán', exact: true }).click()
  await arrive(page, 'Aukeratu nola sartu')
})

async function change(page, name) {
  const languages = page.getByRole('banner').getByRole('navigation')
  await languages.getByRole('link', { name, exact: true }).click()
  await languages.locator('[aria-current=true]').getByText(name, { exact: true }).waitFor()
}

// What is not translated would stand in Spanish, marked as such.
async function assertSpokenThroughout(page, code) {
  const foreign = page.locator(`main [lang]:not([lang=${code}])`)
  assert.deepEqual(await foreign.allTextContents(), [])
}
