//! Who pays whom: sectors in layers from left to right, with what flows back drawn as arcs below.
//!
//! Most of what is told about this economy is circular, so the order of the sectors is the one that sends the least
//! money backwards (found exactly), and what still goes backwards is drawn, not hidden.

mod layers;
mod layout;

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::format::Scale;
use crate::input::{FlowLink, MoneyFlow};
use crate::svg::{coordinate, escape, line_path, text};
use crate::tables::HUES;

use layout::{BAR_WIDTH, Layout, Placed};

/// Layers at most: more would leave no room for labels.
const LAYERS: usize = 5;
/// Links below this share of the busiest sector are left out of the picture.
const LEAST_SHARE: f64 = 0.004;

/// All payments from one sector to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bundle {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) cents: i64,
    /// What for, the largest first.
    pub(crate) parts: Vec<(String, i64)>,
}

/// A bar of the picture: a sector, or what a sector receives at the end of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bar {
    sector: usize,
    pays: bool,
    receives: bool,
}

/// Payments between two bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edge {
    from: usize,
    to: usize,
    cents: i64,
}

/// The picture, and what it leaves out.
pub(crate) struct Drawn {
    pub(crate) svg: String,
    /// Pairs of sectors whose payments are too small to draw.
    pub(crate) left_out: usize,
    /// All payments by pair of sectors, the largest first.
    pub(crate) bundles: Vec<Bundle>,
}

/// Adds up the payments of each pair of sectors; payments within a sector and nonsense are left out.
pub(crate) fn bundles(links: &[FlowLink], sectors: usize) -> Vec<Bundle> {
    let mut pairs: BTreeMap<(usize, usize), BTreeMap<&str, i64>> = BTreeMap::new();
    for link in links {
        if link.from != link.to && link.cents > 0 && link.from < sectors && link.to < sectors {
            let part = pairs.entry((link.from, link.to)).or_default().entry(&link.name).or_insert(0);
            *part = part.saturating_add(link.cents);
        }
    }
    let mut bundles: Vec<Bundle> = pairs
        .into_iter()
        .map(|((from, to), parts)| {
            let mut parts: Vec<(String, i64)> =
                parts.into_iter().map(|(name, cents)| (name.to_owned(), cents)).collect();
            parts.sort_by_key(|(_, cents)| std::cmp::Reverse(*cents));
            Bundle {
                from,
                to,
                cents: parts.iter().fold(0, |sum, (_, cents)| sum.saturating_add(*cents)),
                parts,
            }
        })
        .collect();
    bundles.sort_by_key(|bundle| std::cmp::Reverse(bundle.cents));
    bundles
}

/// The bars of the sectors, and the layer of each when the caller gave them.
fn bars(money: &MoneyFlow, sectors: usize) -> (Vec<Bar>, Option<Vec<usize>>) {
    let split = |sector: usize| money.places.get(sector).is_some_and(|place| place.receives_at_end);
    let mut bars: Vec<Bar> =
        (0..sectors).map(|sector| Bar { sector, pays: true, receives: !split(sector) }).collect();
    bars.extend((0..sectors).filter(|&sector| split(sector)).map(|sector| Bar {
        sector,
        pays: false,
        receives: true,
    }));
    if money.places.len() < sectors {
        return (bars, None);
    }
    let end = money.places.iter().map(|place| place.layer + 1).max().unwrap_or(0);
    let layer = |bar: &Bar| if bar.pays { money.places[bar.sector].layer } else { end };
    let layers = bars.iter().map(layer).collect();
    (bars, Some(layers))
}

/// The layers given, for the bars that pay or receive anything, without gaps.
fn given_layers(given: &[usize], edges: &[Edge]) -> Vec<Option<usize>> {
    let present = |bar: usize| edges.iter().any(|edge| edge.from == bar || edge.to == bar);
    let mut used: Vec<usize> = (0..given.len()).filter(|&bar| present(bar)).map(|bar| given[bar]).collect();
    used.sort_unstable();
    used.dedup();
    (0..given.len())
        .map(|bar| if present(bar) { used.binary_search(&given[bar]).ok() } else { None })
        .collect()
}

/// Draws the picture; `None` when nobody pays anybody.
pub(crate) fn draw(money: &MoneyFlow, sectors: &[String]) -> Option<Drawn> {
    let bundles = bundles(&money.links, sectors.len());
    let mut through = vec![(0.0, 0.0); sectors.len()];
    for bundle in &bundles {
        through[bundle.from].0 += bundle.cents as f64;
        through[bundle.to].1 += bundle.cents as f64;
    }
    let busiest = through.iter().map(|(paid, received)| paid.max(*received)).fold(0.0, f64::max);
    let shown: Vec<Bundle> =
        bundles.iter().filter(|bundle| bundle.cents as f64 >= busiest * LEAST_SHARE).cloned().collect();
    if shown.is_empty() {
        return None;
    }
    let (bars, given) = bars(money, sectors.len());
    let receiver =
        |sector: usize| bars.iter().position(|bar| bar.sector == sector && bar.receives).unwrap_or(sector);
    let edges: Vec<Edge> = shown
        .iter()
        .map(|bundle| Edge { from: bundle.from, to: receiver(bundle.to), cents: bundle.cents })
        .collect();
    let layers = match given {
        Some(given) => given_layers(&given, &edges),
        None => layers::layers(&edges, bars.len(), LAYERS),
    };
    let last = layers.iter().flatten().max().copied();
    let names = bars
        .iter()
        .zip(&layers)
        .filter(|(_, layer)| **layer == last)
        .map(|(bar, _)| sectors[bar.sector].chars().count());
    // About 7.8 pixels a character in the weight of names.
    let end_room = names.max().unwrap_or(0) as f64 * 7.8 + 8.0;
    let layout = Layout::new(&edges, &layers, end_room);
    let scale = Scale::of("usd_cents", shown.iter().map(|bundle| bundle.cents as f64));
    let mut svg = format!(
        "<svg viewBox=\"0 0 {} {}\" class=\"sankey\" role=\"img\" aria-labelledby=\"sankeyt sankeyd\">\
         <title id=\"sankeyt\">Who pays whom</title><desc id=\"sankeyd\">{}</desc>",
        coordinate(layout.width),
        coordinate(layout.height),
        escape(&spoken(&shown, sectors, &scale))
    );
    for (bundle, placed) in shown.iter().zip(&layout.links) {
        draw_link(&mut svg, bundle, placed, sectors, &scale);
    }
    draw_bars(&mut svg, &layout, &bars, &through, sectors);
    for (bundle, placed) in shown.iter().zip(&layout.links) {
        draw_link_label(&mut svg, bundle, placed, sectors, &scale);
    }
    svg.push_str("</svg>");
    Some(Drawn { svg, left_out: bundles.len() - shown.len(), bundles })
}

fn spoken(shown: &[Bundle], sectors: &[String], scale: &Scale) -> String {
    let sentences = shown.iter().take(8).map(|bundle| {
        format!("{} pay {} {}", sectors[bundle.from], sectors[bundle.to], scale.quantity(bundle.cents as f64))
    });
    format!("The largest payments: {}.", sentences.collect::<Vec<_>>().join("; "))
}

fn draw_link(svg: &mut String, bundle: &Bundle, placed: &Placed, sectors: &[String], scale: &Scale) {
    let mut title = format!(
        "{} \u{2192} {}: {}",
        sectors[bundle.from],
        sectors[bundle.to],
        scale.quantity(bundle.cents as f64)
    );
    if bundle.parts.len() > 1 {
        for (name, cents) in &bundle.parts {
            let _ = write!(
                title,
                "\n{}: {}",
                name.replace('_', " "),
                crate::format::quantity(*cents as f64, "usd_cents")
            );
        }
    } else if let Some((name, _)) = bundle.parts.first() {
        let _ = write!(title, "\n{}", name.replace('_', " "));
    }
    let kind = if placed.returns { "link back" } else { "link" };
    let _ = write!(
        svg,
        "<path class=\"{kind} s{}\" d=\"{}\" stroke-width=\"{}\"><title>{}</title></path>",
        bundle.from % HUES,
        placed.path,
        coordinate(placed.width.max(1.0)),
        escape(&title)
    );
    for &(x, y) in &placed.arrows {
        let half = (placed.width * 0.3).clamp(2.5, 7.0);
        let points = [(x + half, y - half), (x - half, y), (x + half, y + half)];
        let _ = write!(
            svg,
            "<path class=\"arrow s{}\" d=\"{}\"/>",
            bundle.from % HUES,
            line_path(points.map(Some))
        );
    }
}

fn draw_link_label(svg: &mut String, bundle: &Bundle, placed: &Placed, sectors: &[String], scale: &Scale) {
    let Some((x, y, room)) = placed.label else { return };
    let amount = scale.quantity(bundle.cents as f64);
    let names: Vec<String> = bundle.parts.iter().map(|(name, _)| name.replace('_', " ")).collect();
    let first = names.first().map_or("", String::as_str);
    let rest = if names.len() > 1 { " \u{2026}" } else { "" };
    let (from, to) = (&sectors[bundle.from], &sectors[bundle.to]);
    // About 5.7 pixels a character at this size.
    let fits = |label: &&String| label.chars().count() as f64 * 5.7 <= room;
    let (all, first) = (names.join(", "), format!("{first}{rest}"));
    if placed.returns {
        let pair = format!("{from} \u{2192} {to}");
        let labels = [
            format!("{pair}: {all} {amount}"),
            format!("{pair}: {first} {amount}"),
            format!("{first} {amount}"),
            amount,
        ];
        if let Some(label) = labels.iter().find(fits) {
            svg.push_str(&text(x, y, "middle", "flow", label));
        }
        return;
    }
    let lines: Vec<(f64, String)> = [format!("{all} {amount}"), format!("{first} {amount}")]
        .iter()
        .find(fits)
        .map(|label| vec![(y, label.clone())])
        .or_else(|| {
            let name =
                [all, first].into_iter().find(|label| fits(&label)).filter(|_| placed.width >= 30.0)?;
            Some(vec![(y - 7.0, name), (y + 7.0, amount.clone())])
        })
        .unwrap_or_else(|| vec![(y, amount)]);
    for (y, label) in lines {
        svg.push_str(&text(x, y, "start", "flow", &label));
    }
}

fn draw_bars(svg: &mut String, layout: &Layout, bars: &[Bar], through: &[(f64, f64)], sectors: &[String]) {
    for placed in &layout.bars {
        let bar = bars[placed.bar];
        let (paid, received) = through[bar.sector];
        let amounts = [("receives", received, bar.receives), ("pays", paid, bar.pays)]
            .into_iter()
            .filter(|(_, cents, shown)| *shown && *cents > 0.0)
            .map(|(what, cents, _)| format!("{what} {}", crate::format::quantity(cents, "usd_cents")));
        let amounts = amounts.collect::<Vec<_>>().join(", ");
        let name = escape(&sectors[bar.sector]);
        let [x, y, width, height] = [placed.x, placed.y, BAR_WIDTH, placed.height].map(coordinate);
        let _ = write!(
            svg,
            "<rect class=\"node s{}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"><title>{name}: {}</title></rect>",
            bar.sector % HUES,
            escape(&amounts)
        );
        // Names above bars run to the right, over what the bar pays; those of the last layer stand beside it.
        let (x, y) = if placed.last {
            (placed.x + BAR_WIDTH + 6.0, placed.y + placed.height / 2.0 + 5.0)
        } else {
            (placed.x, placed.y - 6.0)
        };
        svg.push_str(&text(x, y, "start", "name", &sectors[bar.sector]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::SectorPlace;

    fn link(from: usize, to: usize, name: &str, billions: i64) -> FlowLink {
        FlowLink { from, to, name: name.to_owned(), cents: billions * 100_000_000_000 }
    }

    fn sectors() -> Vec<String> {
        ["Investors", "Labs", "Clouds", "Chips <>"].map(str::to_owned).to_vec()
    }

    #[test]
    fn payments_of_a_pair_are_one_bundle_and_nonsense_is_left_out() {
        let links = [
            link(1, 2, "compute", 50),
            link(1, 2, "interest", 1),
            link(1, 2, "compute", 9),
            link(2, 2, "rent", 7),
            link(2, 9, "rent", 7),
            link(2, 1, "refunds", -3),
        ];
        let found = bundles(&links, 4);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].cents, 60 * 100_000_000_000);
        assert_eq!(found[0].parts[0], ("compute".to_owned(), 59 * 100_000_000_000));
    }

    #[test]
    fn the_circle_is_drawn_forwards_with_one_arc_back() {
        let links = vec![
            link(0, 1, "equity", 40),
            link(1, 2, "compute", 60),
            link(2, 3, "accelerators", 90),
            link(3, 1, "investment", 30),
            link(0, 3, "dust", 0),
        ];
        let money = MoneyFlow { caption: String::new(), links, places: vec![] };
        let drawn = draw(&money, &sectors()).unwrap();
        assert_eq!(drawn.svg.matches("class=\"link back").count(), 1, "{}", drawn.svg);
        assert_eq!(drawn.svg.matches("class=\"link s").count(), 3);
        assert!(drawn.svg.contains("Chips &lt;&gt; \u{2192} Labs: investment $30"), "{}", drawn.svg);
        assert!(!drawn.svg.contains("NaN"));
        assert_eq!(drawn.left_out, 0);
    }

    #[test]
    fn sectors_stand_where_they_are_put_and_may_receive_at_the_end() {
        let links = vec![
            link(0, 1, "equity", 40),
            link(1, 2, "compute", 60),
            link(2, 0, "dividends", 20),
            link(2, 1, "equity", 5),
        ];
        let place = |layer, receives_at_end| SectorPlace { layer, receives_at_end };
        let places = vec![place(0, true), place(3, false), place(5, false), place(9, false)];
        let drawn = draw(&MoneyFlow { caption: String::new(), links, places }, &sectors()).unwrap();
        assert_eq!(drawn.svg.matches("<rect").count(), 4, "investors twice, chips not at all");
        assert!(
            drawn.svg.contains("<title>Investors: pays $40")
                && drawn.svg.contains("<title>Investors: receives $20")
        );
        assert_eq!(
            drawn.svg.matches("class=\"link back").count(),
            1,
            "only the vendor's investment flows back"
        );
    }

    #[test]
    fn small_payments_are_counted_when_left_out_and_nothing_draws_nothing() {
        let money = MoneyFlow {
            caption: String::new(),
            links: vec![link(0, 1, "a", 1_000), link(1, 2, "b", 1)],
            places: vec![],
        };
        assert_eq!(draw(&money, &sectors()).unwrap().left_out, 1);
        assert!(
            draw(&MoneyFlow { caption: String::new(), links: vec![], places: vec![] }, &sectors()).is_none()
        );
    }

    #[test]
    fn every_pair_of_every_sector_can_be_drawn() {
        let names: Vec<String> = (0..12).map(|sector| format!("Sector {sector}")).collect();
        let links: Vec<FlowLink> =
            (0..144).map(|pair| link(pair / 12, pair % 12, "flow", 1 + (pair * 7919 % 97) as i64)).collect();
        let drawn = draw(&MoneyFlow { caption: String::new(), links, places: vec![] }, &names).unwrap();
        assert_eq!(drawn.bundles.len(), 132);
        assert!(!drawn.svg.contains("NaN"));
    }
}
