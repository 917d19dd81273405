// What cannot be read in the markup: forced colours, and colours that only axe could not tell.

import assert from 'node:assert/strict'
import { axe, picture } from '../house/inspection.mjs'
import { choosePassword, comeFromAgency, comeToPassword, sendPassword } from '../house/steps.mjs'
import { story } from '../house/story.mjs'

story('with forced colours every control still has an edge', { forcedColors: 'active', refusals: [422] }, async (visitor) => {
  const { page } = visitor
  await comeFromAgency(visitor)
  assert.ok(await hasEdge(page.locator('.app-choice').first()), 'the tile of a method')
  await picture(page, 'choose-forced-colours')

  await choosePassword(visitor)
  for (const control of await page.locator('main').locator('input[type=text], input[type=password], .govuk-button').all()) {
    assert.ok(await hasEdge(control), await control.getAttribute('class'))
  }
  const cancel = page.getByRole('button', { name: 'Cancelar' })
  assert.match(await cancel.evaluate((one) => getComputedStyle(one).textDecorationLine), /underline/)

  await sendPassword(visitor, { document: '44444444A', password: 'no-es-esta' })
  await page.getByRole('alert').waitFor()
  assert.ok(await hasEdge(page.locator('.govuk-error-summary')), 'the summary of errors')
  await picture(page, 'password-wrong-forced-colours')
})

story('text in the colour of its background does not pass', {}, async (visitor) => {
  const { page } = visitor
  await comeToPassword(visitor)
  await page.locator('h1').evaluate((heading) => (heading.style.color = '#fff'))
  assert.deepEqual(await axe(page), ['color-contrast: h1'])
})

/** Has the element a border in another colour than what is behind it? */
function hasEdge(locator) {
  return locator.evaluate((element) => {
    const style = getComputedStyle(element)
    const behind = getComputedStyle(document.body).backgroundColor
    return style.borderTopWidth !== '0px' && style.borderTopStyle !== 'none' && style.borderTopColor !== behind
  })
}
