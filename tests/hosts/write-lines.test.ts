import { expect, it } from 'vitest'
import { writeLines } from '@/lib/hosts/write-lines'

function start() {
  const written: string[] = []
  const waiting: (() => void)[] = []
  const lines = writeLines({
    write: text => written.push(text),
    whenWritten: run => waiting.push(run),
  })
  const goOn = () => {
    for (const run of waiting.splice(0)) run()
  }
  return { ...lines, written, goOn }
}

it('a line goes out once what is at hand has been written', () => {
  const { put, written, goOn } = start()
  put('one')
  expect(written).toEqual([])
  goOn()
  expect(written).toEqual(['one'])
})

it('lines of one moment go out together and in their order, those of the next apart', () => {
  const { put, written, goOn } = start()
  put('one')
  put('two')
  goOn()
  put('three')
  goOn()
  expect(written).toEqual(['one\ntwo', 'three'])
})

it('what is left goes out at once where it must, and only once', () => {
  const { put, flush, written, goOn } = start()
  put('last')
  flush()
  goOn()
  expect(written).toEqual(['last'])
})
