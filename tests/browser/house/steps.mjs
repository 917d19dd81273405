// The steps that most stories share.

import { house } from './house.mjs'

/** Waits until the page with this heading is there. */
export async function arrive(page, heading) {
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
}

/** Agency → the hub's first page. */
export async function comeFromAgency(visitor, page = visitor.page) {
  const { words, language } = visitor
  await page.goto(`${house.agency}/?lang=${language}`)
  await page.getByRole('link', { name: words.enter, exact: true }).click()
  await arrive(page, words.choose)
}

/** The hub's first page → the page of the password. */
export async function choosePassword(visitor, page = visitor.page) {
  const { words } = visitor
  await page.getByRole('button', { name: words.password, exact: true }).click()
  await arrive(page, words.passwordHeading)
}

/** Agency → the page of the password. */
export async function comeToPassword(visitor, page = visitor.page) {
  await comeFromAgency(visitor, page)
  await choosePassword(visitor, page)
}

/** Fills in the page of the password and sends it. */
export async function sendPassword(visitor, { document, password }, page = visitor.page) {
  const { words } = visitor
  await page.getByLabel(words.document).fill(document)
  await page.getByLabel(words.password, { exact: true }).fill(password)
  await page.getByRole('button', { name: words.continue }).click()
}

/** What the agency says of the person, once they are back there: who, how, and at which level. */
export async function told(page) {
  const text = (id) => page.locator(`#${id}`).textContent()
  return {
    name: await text('nombre'),
    document: await text('documento'),
    how: await text('medio'),
    level: await text('nivel'),
  }
}
