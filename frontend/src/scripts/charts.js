// ECharts with only the kinds that are used. `gongjianChart(element, {kind, …})` draws and keeps the size.
import * as echarts from 'echarts/core'
import { BarChart, HeatmapChart, LineChart, TreeChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { SVGRenderer } from 'echarts/renderers'

echarts.use([BarChart, HeatmapChart, LineChart, TreeChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent, SVGRenderer])

const INK = '#1b2430'
const SOFT = '#566070'
const LINE = '#e2e6eb'
const COLOURS = ['#1d3d63', '#7f9bbd', '#a4917c', '#4d7c74', '#8a6d9b', '#b08a3c']
const font = getComputedStyle(document.body).fontFamily

const axis = (extra) => ({ axisLine: { lineStyle: { color: '#8a94a1' } }, axisTick: { show: false }, axisLabel: { color: SOFT, fontSize: 12 }, splitLine: { lineStyle: { color: LINE } }, ...extra })
const tooltip = (extra) => ({ backgroundColor: '#fff', borderColor: LINE, textStyle: { color: INK, fontSize: 13 }, confine: true, ...extra })

function grid(data, type) {
  const many = data.series.length > 1
  const names = axis({ type: 'category', data: data.labels, inverse: Boolean(data.sideways), splitLine: { show: false }, boundaryGap: type === 'bar' })
  const numbers = axis({ type: 'value', minInterval: 1 })
  return {
    tooltip: tooltip({ trigger: 'axis', axisPointer: { type: type === 'bar' ? 'shadow' : 'line' } }),
    legend: many ? { top: 0, left: 0, icon: 'roundRect', itemWidth: 12, itemHeight: 8, textStyle: { color: SOFT, fontSize: 12 } } : undefined,
    grid: { left: 4, right: 16, top: many ? 36 : 12, bottom: 4, containLabel: true },
    xAxis: data.sideways ? numbers : names,
    yAxis: data.sideways ? names : numbers,
    series: data.series.map((one, n) => ({
      name: one.name, type, data: one.values, stack: data.stacked ? 'all' : undefined, barMaxWidth: 22, barGap: '15%',
      smooth: false, symbol: n % 2 ? 'emptyRect' : 'circle', symbolSize: 6, lineStyle: { width: 2, type: n % 2 ? 'dashed' : 'solid' },
    })),
  }
}

function heat(data) {
  const top = Math.max(1, ...data.values.map((v) => v[2]))
  return {
    tooltip: tooltip({ formatter: (p) => `${data.rows[p.value[1]]} · ${data.columns[p.value[0]]}：${p.value[2]}` }),
    grid: { left: 4, right: 8, top: 4, bottom: 4, containLabel: true },
    xAxis: axis({ type: 'category', data: data.columns, splitLine: { show: false }, axisLine: { show: false } }),
    yAxis: axis({ type: 'category', data: data.rows, inverse: true, splitLine: { show: false }, axisLine: { show: false } }),
    visualMap: { show: false, min: 0, max: top, inRange: { color: ['#f1f4f8', '#c5d3e4', '#8ba7c9', '#4a719f', '#1d3d63'] } },
    series: [{ type: 'heatmap', data: data.values.map((v) => ({ value: v, label: { color: v[2] > top * 0.5 ? '#fff' : INK } })), label: { show: true, fontSize: 12 }, itemStyle: { borderColor: '#fff', borderWidth: 2 } }],
  }
}

function tree(data) {
  return {
    tooltip: tooltip({ trigger: 'item', formatter: (p) => p.data.note || p.data.name }),
    series: [{
      type: 'tree', data: [data.root], left: 110, right: 160, top: 8, bottom: 8, symbol: 'rect', symbolSize: 7, initialTreeDepth: data.depth ?? 2,
      itemStyle: { color: '#1d3d63', borderColor: '#1d3d63' }, lineStyle: { color: '#c3cad2', width: 1.2 },
      label: { position: 'left', verticalAlign: 'middle', align: 'right', fontSize: 12, color: INK },
      leaves: { label: { position: 'right', align: 'left' } }, animation: false, expandAndCollapse: true,
    }],
  }
}

const kinds = { bars: (d) => grid(d, 'bar'), lines: (d) => grid(d, 'line'), heat, tree }

window.gongjianChart = (element, data) => {
  const chart = echarts.init(element, null, { renderer: 'svg' })
  chart.setOption({ animation: false, color: COLOURS, textStyle: { fontFamily: font }, ...kinds[data.kind](data) })
  new ResizeObserver(() => chart.resize()).observe(element)
  chart.on('click', (event) => { if (event.data && event.data.href) location.assign(event.data.href) })
  return chart
}
