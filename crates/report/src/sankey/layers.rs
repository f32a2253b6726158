//! In which layer each bar stands, so that as little money as possible flows backwards.

use super::Edge;

/// Above this number of bars the exact search takes too long, and a good order must do.
const EXACT: usize = 16;

/// The layer of each bar that pays or receives anything, from 0; `None` for the others.
pub(super) fn layers(edges: &[Edge], bars: usize, most: usize) -> Vec<Option<usize>> {
    let mut present: Vec<usize> = edges.iter().flat_map(|edge| [edge.from, edge.to]).collect();
    present.sort_unstable();
    present.dedup();
    let position = |bar: usize| present.binary_search(&bar).unwrap_or(0);
    let mut weights = vec![vec![0.0; present.len()]; present.len()];
    for edge in edges {
        weights[position(edge.from)][position(edge.to)] += edge.cents as f64;
    }
    let order = if present.len() <= EXACT { exact_order(&weights) } else { surplus_order(&weights) };
    let mut found = vec![None; bars];
    for (layer, members) in cut(&order, &weights, most).into_iter().enumerate() {
        for member in members {
            found[present[member]] = Some(layer);
        }
    }
    found
}

/// The order in which the least weight points backwards: dynamic programming over sets of what stands first.
fn exact_order(weights: &[Vec<f64>]) -> Vec<usize> {
    let count = weights.len();
    let mut best = vec![f64::NEG_INFINITY; 1 << count];
    let mut last = vec![0; 1 << count];
    best[0] = 0.0;
    for set in 0..1_usize << count {
        for next in (0..count).filter(|next| set & (1 << next) == 0) {
            let gain: f64 = (0..count)
                .filter(|member| set & (1 << member) != 0)
                .map(|member| weights[member][next])
                .sum();
            let grown = set | (1 << next);
            if best[set] + gain > best[grown] {
                best[grown] = best[set] + gain;
                last[grown] = next;
            }
        }
    }
    let mut order = Vec::with_capacity(count);
    let mut set = (1_usize << count) - 1;
    while set != 0 {
        order.push(last[set]);
        set &= !(1 << last[set]);
    }
    order.reverse();
    order
}

/// Those that pay much more than they receive first.
fn surplus_order(weights: &[Vec<f64>]) -> Vec<usize> {
    let surplus = |node: usize| {
        let paid: f64 = weights[node].iter().sum();
        let received: f64 = weights.iter().map(|row| row[node]).sum();
        (paid - received) / (paid + received)
    };
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&left, &right| surplus(right).total_cmp(&surplus(left)));
    order
}

/// Cuts an order into at most `most` layers with as little weight as possible between members of one layer; of
/// equal cuts the one with the fewest layers.
fn cut(order: &[usize], weights: &[Vec<f64>], most: usize) -> Vec<Vec<usize>> {
    let count = order.len();
    let inside = |from: usize, to: usize| -> f64 {
        let members = &order[from..to];
        members.iter().flat_map(|&left| members.iter().map(move |&right| weights[left][right])).sum()
    };
    // best[k][end]: least weight inside when the first `end` stand in k layers.
    let mut best = vec![vec![f64::INFINITY; count + 1]; most + 1];
    let mut start = vec![vec![0; count + 1]; most + 1];
    best[0][0] = 0.0;
    for layer in 1..=most {
        for end in 1..=count {
            for from in 0..end {
                let weight = best[layer - 1][from] + inside(from, end);
                if weight < best[layer][end] {
                    best[layer][end] = weight;
                    start[layer][end] = from;
                }
            }
        }
    }
    let fewest =
        (1..=most).min_by(|&left, &right| best[left][count].total_cmp(&best[right][count])).unwrap_or(1);
    let mut layers = Vec::new();
    let (mut layer, mut end) = (fewest, count);
    while layer > 0 && end > 0 {
        let from = start[layer][end];
        layers.push(order[from..end].to_vec());
        (layer, end) = (layer - 1, from);
    }
    layers.reverse();
    layers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: usize, to: usize, cents: i64) -> Edge {
        Edge { from, to, cents }
    }

    #[test]
    fn the_least_money_flows_backwards() {
        // 3 -> 1 -> 2 -> 0 forwards, and two small ways back.
        let edges =
            [edge(3, 1, 50), edge(1, 2, 40), edge(2, 0, 90), edge(0, 3, 5), edge(2, 1, 3), edge(3, 2, 9)];
        assert_eq!(layers(&edges, 6, 5), [Some(3), Some(1), Some(2), Some(0), None, None]);
    }

    #[test]
    fn bars_that_do_not_pay_each_other_share_a_layer() {
        let edges = [edge(0, 2, 10), edge(1, 2, 10), edge(2, 3, 5), edge(2, 4, 5)];
        assert_eq!(layers(&edges, 5, 5), [Some(0), Some(0), Some(1), Some(2), Some(2)]);
    }

    #[test]
    fn with_few_layers_the_smallest_payments_stay_inside_one() {
        let edges = [edge(0, 1, 10), edge(1, 2, 1), edge(2, 3, 10)];
        assert_eq!(layers(&edges, 4, 3), [Some(0), Some(1), Some(1), Some(2)]);
    }

    #[test]
    fn many_bars_still_get_layers() {
        let edges: Vec<Edge> = (0..20).map(|node| edge(node, (node + 1) % 21, 10)).collect();
        assert!(layers(&edges, 21, 5).iter().all(|layer| layer.is_some_and(|layer| layer < 5)));
    }
}
