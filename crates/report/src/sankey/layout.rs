//! Where bars and payments stand in the picture.

use crate::svg::coordinate;

use super::Edge;

/// Width of a bar.
pub(super) const BAR_WIDTH: f64 = 16.0;
/// Width of the picture.
const WIDTH: f64 = 1_120.0;
/// Height of the tallest layer.
const HEIGHT: f64 = 430.0;
/// Room between two bars of a layer, for the name of the lower one.
const GAP: f64 = 34.0;
/// Room above the first bar, for its name.
const TOP: f64 = 26.0;
/// Room between arcs that flow back, for the label of the lower one.
const LANE_GAP: f64 = 16.0;
/// Straight way between a bar and the bend of an arc.
const LEAD: f64 = 8.0;
/// Rounds of moving bars towards whom they trade with.
const ROUNDS: usize = 40;

/// A placed bar.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PlacedBar {
    pub(super) bar: usize,
    layer: usize,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) height: f64,
    /// Whether it stands in the last layer, where names stand beside bars.
    pub(super) last: bool,
}

/// A placed edge of payments.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Placed {
    /// Whether it flows back, to the same or an earlier layer.
    pub(super) returns: bool,
    pub(super) width: f64,
    pub(super) path: String,
    /// Where arrowheads that point to the left stand.
    pub(super) arrows: Vec<(f64, f64)>,
    /// Where the label stands and how wide it may be.
    pub(super) label: Option<(f64, f64, f64)>,
    /// Heights of its ends at the two bars.
    ends: (f64, f64),
}

/// The whole picture.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) bars: Vec<PlacedBar>,
    /// Aligned with the edges.
    pub(super) links: Vec<Placed>,
}

impl Layout {
    /// Places edges between bars whose layers are known; `end_room` is the room for the names of the last layer.
    pub(super) fn new(edges: &[Edge], layers: &[Option<usize>], end_room: f64) -> Self {
        let mut builder = Builder::new(edges, layers, end_room);
        builder.place_vertically();
        builder.place_ends();
        builder.place_arcs_and_columns();
        builder.finish()
    }
}

struct Builder<'a> {
    edges: &'a [Edge],
    bars: Vec<PlacedBar>,
    /// PlacedBar of each bar.
    bar_of: Vec<Option<usize>>,
    layers: usize,
    pixels_per_cent: f64,
    links: Vec<Placed>,
    height: f64,
    end_room: f64,
}

impl<'a> Builder<'a> {
    fn new(edges: &'a [Edge], layers: &[Option<usize>], end_room: f64) -> Self {
        let count = layers.iter().flatten().max().map_or(0, |last| last + 1);
        let through = |bar: usize| {
            let sum = |of: &dyn Fn(&Edge) -> bool| {
                edges.iter().filter(|edge| of(edge)).map(|edge| edge.cents as f64).sum::<f64>()
            };
            sum(&|edge| edge.from == bar).max(sum(&|edge| edge.to == bar))
        };
        let mut bars = Vec::new();
        let mut bar_of = vec![None; layers.len()];
        for (bar, layer) in layers.iter().enumerate() {
            let Some(layer) = *layer else { continue };
            bar_of[bar] = Some(bars.len());
            bars.push(PlacedBar {
                bar,
                layer,
                x: 0.0,
                y: 0.0,
                height: through(bar),
                last: layer + 1 == count,
            });
        }
        let pixels = (0..count).map(|layer| {
            let members: Vec<&PlacedBar> = bars.iter().filter(|bar| bar.layer == layer).collect();
            let room = HEIGHT - GAP * members.len().saturating_sub(1) as f64;
            room.max(60.0) / members.iter().map(|bar| bar.height).sum::<f64>()
        });
        let pixels_per_cent = pixels.fold(f64::INFINITY, f64::min);
        bars.iter_mut().for_each(|bar| bar.height = (bar.height * pixels_per_cent).max(2.0));
        let links = vec![Placed::default(); edges.len()];
        let mut builder =
            Self { edges, bars, bar_of, layers: count, pixels_per_cent, links, height: 0.0, end_room };
        for (index, edge) in edges.iter().enumerate() {
            let (from, to) = builder.ends(edge);
            builder.links[index].returns = builder.bars[from].layer >= builder.bars[to].layer;
            builder.links[index].width = edge.cents as f64 * builder.pixels_per_cent;
        }
        builder
    }

    fn ends(&self, edge: &Edge) -> (usize, usize) {
        (self.bar_of[edge.from].unwrap_or(0), self.bar_of[edge.to].unwrap_or(0))
    }

    fn members(&self, layer: usize) -> Vec<usize> {
        (0..self.bars.len()).filter(|&bar| self.bars[bar].layer == layer).collect()
    }

    fn centre(&self, bar: usize) -> f64 {
        self.bars[bar].y + self.bars[bar].height / 2.0
    }

    /// Moves bars up and down towards those they trade with, without overlaps.
    fn place_vertically(&mut self) {
        for layer in 0..self.layers {
            let mut y = TOP;
            for bar in self.members(layer) {
                self.bars[bar].y = y;
                y += self.bars[bar].height + GAP;
            }
        }
        for round in 0..ROUNDS {
            // Both directions in turn; later rounds move less.
            let pull = 1.0 - round as f64 / ROUNDS as f64;
            for step in 0..self.layers {
                let layer = if round % 2 == 0 { step } else { self.layers - 1 - step };
                for bar in self.members(layer) {
                    if let Some(target) = self.partners_centre(bar) {
                        let moved = (target - self.centre(bar)) * pull;
                        self.bars[bar].y += moved;
                    }
                }
                self.separate(layer);
            }
        }
    }

    /// Weighted height of those with whom a bar trades forwards, either way.
    fn partners_centre(&self, bar: usize) -> Option<f64> {
        let (mut weight, mut sum) = (0.0, 0.0);
        for (edge, link) in self.edges.iter().zip(&self.links).filter(|(_, link)| !link.returns) {
            let (from, to) = self.ends(edge);
            for (own, other) in [(from, to), (to, from)] {
                if own == bar {
                    weight += link.width;
                    sum += link.width * self.centre(other);
                }
            }
        }
        (weight > 0.0).then(|| sum / weight)
    }

    fn separate(&mut self, layer: usize) {
        let mut members = self.members(layer);
        members.sort_by(|&left, &right| self.centre(left).total_cmp(&self.centre(right)));
        let mut floor = TOP;
        for &bar in &members {
            self.bars[bar].y = self.bars[bar].y.max(floor);
            floor = self.bars[bar].y + self.bars[bar].height + GAP;
        }
        let mut ceiling = TOP + HEIGHT;
        for &bar in members.iter().rev() {
            let y = self.bars[bar].y.min(ceiling - self.bars[bar].height).max(TOP);
            self.bars[bar].y = y;
            ceiling = y - GAP;
        }
    }

    /// Stacks the ends of payments along each bar: forwards in the order of the other ends, then those flowing
    /// back, the widest arc uppermost so that arcs nest.
    fn place_ends(&mut self) {
        for bar in 0..self.bars.len() {
            for outgoing in [true, false] {
                let mut own: Vec<(bool, f64, usize)> = Vec::new();
                for (index, edge) in self.edges.iter().enumerate() {
                    let (from, to) = self.ends(edge);
                    let (end, other) = if outgoing { (from, to) } else { (to, from) };
                    if end == bar {
                        let returns = self.links[index].returns;
                        let key = if returns { -self.span(index) } else { self.centre(other) };
                        own.push((returns, key, index));
                    }
                }
                own.sort_by(|left, right| {
                    left.0.cmp(&right.0).then(left.1.total_cmp(&right.1)).then(left.2.cmp(&right.2))
                });
                let mut y = self.bars[bar].y;
                for (_, _, index) in own {
                    let width = self.links[index].width;
                    let end =
                        if outgoing { &mut self.links[index].ends.0 } else { &mut self.links[index].ends.1 };
                    *end = y + width / 2.0;
                    y += width;
                }
            }
        }
    }

    /// How far back an arc goes; ties are broken by its size, so that there are none.
    fn span(&self, index: usize) -> f64 {
        let (from, to) = self.ends(&self.edges[index]);
        (self.bars[from].layer - self.bars[to].layer) as f64
            + 1e-3 * (1.0 - index as f64 / self.edges.len() as f64)
    }

    /// Arcs run below all bars, the longest lowest; columns leave room for their verticals at both ends.
    fn place_arcs_and_columns(&mut self) {
        let mut arcs: Vec<usize> = (0..self.links.len()).filter(|&index| self.links[index].returns).collect();
        arcs.sort_by(|&left, &right| self.span(left).total_cmp(&self.span(right)));
        let bottom = self.bars.iter().map(|bar| bar.y + bar.height).fold(0.0, f64::max);
        let mut lane = bottom + 10.0;
        let mut exits = vec![LEAD; self.layers];
        let mut entries = vec![LEAD; self.layers];
        let mut places = Vec::new();
        for &index in &arcs {
            let (from, to) = self.ends(&self.edges[index]);
            let width = self.links[index].width;
            let (from, to) = (self.bars[from].layer, self.bars[to].layer);
            lane += LANE_GAP + width;
            places.push((index, exits[from] + width / 2.0, entries[to] + width / 2.0, lane - width / 2.0));
            exits[from] += width + 3.0;
            entries[to] += width + 3.0;
        }
        self.height = lane + 14.0;
        let left = 4.0 + entries.first().copied().unwrap_or(0.0) + LEAD;
        let right = 4.0 + self.end_room.max(exits.last().copied().unwrap_or(0.0) + LEAD);
        let step = (WIDTH - left - right - BAR_WIDTH) / self.layers.saturating_sub(1).max(1) as f64;
        for bar in &mut self.bars {
            bar.x = left + step * bar.layer as f64;
        }
        for (index, exit, entry, lane) in places {
            self.draw_arc(index, exit, entry, lane);
        }
        let room = step - BAR_WIDTH - 16.0;
        for index in 0..self.links.len() {
            if !self.links[index].returns {
                self.draw_forward(index, room);
            }
        }
    }

    fn draw_forward(&mut self, index: usize, room: f64) {
        let (from, to) = self.ends(&self.edges[index]);
        let (start, end) = (self.bars[from].x + BAR_WIDTH, self.bars[to].x);
        let link = &mut self.links[index];
        let (y0, y1) = link.ends;
        let middle = (start + end) / 2.0;
        let [x0, x1, xm, y0, y1] = [start, end, middle, y0, y1].map(coordinate);
        link.path = format!("M{x0} {y0}C{xm} {y0} {xm} {y1} {x1} {y1}");
        if link.width >= 10.0 {
            link.label = Some((start + 6.0, link.ends.0 + 4.0, room));
        }
    }

    fn draw_arc(&mut self, index: usize, exit: f64, entry: f64, lane: f64) {
        let (from, to) = self.ends(&self.edges[index]);
        let (start, end) = (self.bars[from].x + BAR_WIDTH, self.bars[to].x);
        let link = &mut self.links[index];
        let (y0, y1) = link.ends;
        let (right, left) = (start + exit, end - entry);
        let bend = |length: f64| length.abs().min(link.width / 2.0 + 10.0);
        let (r0, r1) = (bend(exit), bend(entry));
        let c = coordinate;
        link.path = format!(
            "M{} {}H{}A{r0s} {r0s} 0 0 1 {} {}V{}A{r0s} {r0s} 0 0 1 {} {}H{}A{r1s} {r1s} 0 0 1 {} {}V{}A{r1s} {r1s} 0 0 1 {} {}H{}",
            c(start),
            c(y0),
            c(right - r0),
            c(right),
            c(y0 + r0),
            c(lane - r0),
            c(right - r0),
            c(lane),
            c(left + r1),
            c(left),
            c(lane - r1),
            c(y1 + r1),
            c(left + r1),
            c(y1),
            c(end),
            r0s = c(r0),
            r1s = c(r1),
        );
        let length = right - left;
        link.arrows = [0.12, 0.88].map(|share| (left + length * share, lane)).to_vec();
        link.label = Some(((left + right) / 2.0, lane - link.width / 2.0 - 4.0, length * 0.9));
    }

    fn finish(self) -> Layout {
        Layout { width: WIDTH, height: self.height, bars: self.bars, links: self.links }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: usize, to: usize, cents: i64) -> Edge {
        Edge { from, to, cents }
    }

    #[test]
    fn bars_of_a_layer_do_not_overlap_and_stay_in_the_picture() {
        let edges: Vec<Edge> =
            (0..9).map(|number| edge(number % 3, 3 + number / 3, 10 + 37 * number as i64 % 50)).collect();
        let layers = [0, 0, 0, 1, 1, 1].map(Some);
        let layout = Layout::new(&edges, &layers, 90.0);
        for (first, left) in layout.bars.iter().enumerate() {
            assert!(left.y >= TOP - 1e-9 && left.y + left.height <= TOP + HEIGHT + 1e-9, "{left:?}");
            for right in layout.bars.iter().skip(first + 1).filter(|right| right.layer == left.layer) {
                let apart = left.y + left.height + GAP <= right.y + 1e-9
                    || right.y + right.height + GAP <= left.y + 1e-9;
                assert!(apart, "{left:?} {right:?}");
            }
        }
    }

    #[test]
    fn the_ends_of_payments_fill_their_bars_and_no_more() {
        let edges = [edge(0, 1, 60), edge(1, 2, 40), edge(2, 0, 30), edge(2, 1, 5)];
        let layout = Layout::new(&edges, &[0, 1, 2].map(Some), 90.0);
        assert_eq!(
            layout.links.iter().map(|link| link.returns).collect::<Vec<_>>(),
            [false, false, true, true]
        );
        for (edge, link) in edges.iter().zip(&layout.links) {
            for (bar, end) in [(edge.from, link.ends.0), (edge.to, link.ends.1)] {
                let placed = layout.bars.iter().find(|placed| placed.bar == bar).unwrap();
                assert!(end - link.width / 2.0 >= placed.y - 1e-9, "{edge:?}");
                assert!(end + link.width / 2.0 <= placed.y + placed.height + 1e-9, "{edge:?}");
            }
        }
        let bottom = layout.bars.iter().map(|bar| bar.y + bar.height).fold(0.0, f64::max);
        for link in layout.links.iter().filter(|link| link.returns) {
            assert!(link.arrows.iter().all(|&(_, y)| y - link.width / 2.0 > bottom && y < layout.height));
        }
    }
}
