import ts from 'typescript'
import { isServed, type Rule, type Source } from './source'
import { linesOf, nodesOf, place } from './syntax'

interface Measured {
  place: string
  size: number
}

const maximumFileLines = 250
const medianFileLines = 60
const maximumFunctionLines = 60
const usualFunctionLines = 34
const usualFunctionShare = 0.95
const maximumParameters = 3
const usualParameters = 2
const usualParametersShare = 0.97

export const noLongFile: Rule = project => above(fileSizes(project), maximumFileLines, 'lines')

export const mostFilesAreShort: Rule = project => {
  const sizes = fileSizes(project)
    .map(({ size }) => size)
    .sort((left, right) => left - right)
  const median = sizes[Math.floor(sizes.length / 2)] ?? 0
  return median < medianFileLines ? [] : [`the median file has ${median} lines, not under ${medianFileLines}`]
}

export const noLongFunction: Rule = project => above(functionSizes(project), maximumFunctionLines, 'lines')

export const mostFunctionsAreShort: Rule = project =>
  share(functionSizes(project), { limit: usualFunctionLines, least: usualFunctionShare, unit: 'lines' })

export const noManyParameters: Rule = project =>
  above(parameterCounts(project), maximumParameters, 'parameters')

export const mostTakeFewParameters: Rule = project =>
  share(parameterCounts(project), { limit: usualParameters, least: usualParametersShare, unit: 'parameters' })

function above(measured: readonly Measured[], limit: number, unit = ''): string[] {
  return measured.filter(({ size }) => size > limit).map(({ place, size }) => `${place} has ${size} ${unit}`)
}

interface Share {
  limit: number
  least: number
  unit: string
}

function share(measured: readonly Measured[], { limit, least, unit }: Share): string[] {
  const beyond = above(measured, limit, unit)
  return measured.length - beyond.length >= least * measured.length ? [] : beyond
}

function fileSizes(project: readonly Source[]): Measured[] {
  return project
    .filter(isServed)
    .map(({ name, text }) => ({ place: name, size: text.replace(/\n$/, '').split('\n').length }))
}

function functionSizes(project: readonly Source[]): Measured[] {
  return functionsOf(project)
    .filter(({ node }) => node.body !== undefined && ts.isBlock(node.body))
    .map(({ place, node }) => ({ place, size: linesOf(node) }))
}

function parameterCounts(project: readonly Source[]): Measured[] {
  return functionsOf(project).map(({ place, node }) => ({
    place,
    size: node.parameters.filter(({ name }) => name.getText() !== 'this').length,
  }))
}

function functionsOf(project: readonly Source[]): { place: string; node: ts.FunctionLikeDeclaration }[] {
  return project.filter(isServed).flatMap(source =>
    nodesOf(source).flatMap(node => {
      const hasBody = ts.isFunctionLike(node) && 'body' in node && node.body !== undefined
      return hasBody ? [{ place: place(source, node), node }] : []
    }),
  )
}
