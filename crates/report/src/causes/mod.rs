//! How trouble spreads: the events of one tree over time, one row an agent, with arrows from causes to effects.

mod layout;

use std::fmt::Write;

use jevons_numerics::Month;

use crate::axis::year_ticks;
use crate::input::{CauseEvent, CauseTree};
use crate::svg::{coordinate, escape, line, text};
use crate::tables::HUES;

use layout::{Arrow, LANE, Layout, Mark, TOP, WIDTH, weight};

/// Fewest events that are worth a picture.
const LEAST: usize = 3;
/// Labels in the picture at most.
const LABELS: usize = 32;
/// Height of a label, and its width for each character.
const LABEL: (f64, f64) = (13.0, 6.2);

/// The picture, and what it leaves out.
pub(crate) struct Drawn {
    pub(crate) svg: String,
    /// Events that are not drawn.
    pub(crate) left_out: usize,
}

/// Draws a tree; `None` when it has fewer than three events.
pub(crate) fn draw(tree: &CauseTree) -> Option<Drawn> {
    let events = &tree.events;
    let layout = Layout::new(events).filter(|_| events.len() >= LEAST)?;
    let mut svg = format!(
        "<svg viewBox=\"0 0 {} {}\" class=\"causes\" role=\"img\" aria-labelledby=\"causest causesd\">\
         <title id=\"causest\">What led to what</title><desc id=\"causesd\">{}</desc>",
        coordinate(WIDTH),
        coordinate(layout.height),
        escape(&spoken(events, &layout))
    );
    draw_axes(&mut svg, &layout, events);
    let largest = layout.marks.iter().map(|mark| mark.cents).fold(1.0, f64::max);
    for arrow in &layout.arrows {
        draw_arrow(&mut svg, &layout, arrow, events, largest);
    }
    for mark in &layout.marks {
        draw_mark(&mut svg, mark, events);
    }
    draw_labels(&mut svg, &layout, events);
    svg.push_str("</svg>");
    Some(Drawn { svg, left_out: layout.left_out })
}

/// What a screen reader says; the table below the picture has every event.
fn spoken(events: &[CauseEvent], layout: &Layout) -> String {
    let (first, last) = (layout.first, layout.last);
    let triggers =
        layout.marks.iter().filter(|mark| mark.trigger).map(|mark| sentence(&events[mark.events[0]]));
    let mut severe: Vec<&CauseEvent> = events.iter().filter(|event| event.severe).collect();
    severe.sort_by_key(|event| std::cmp::Reverse(event.cents));
    let named = severe.iter().take(5).map(|event| format!("{} in {}", sentence(event), event.month));
    let mut spoken = format!(
        "{} events from {first} to {last}, which begin with {}.",
        events.len(),
        triggers.collect::<Vec<_>>().join("; ")
    );
    if !severe.is_empty() {
        let _ = write!(spoken, " The largest of what follows: {}.", named.collect::<Vec<_>>().join("; "));
    }
    spoken.push_str(" The table below has all of them.");
    spoken
}

/// As `default of CoreWeave, $33 bn`.
fn sentence(event: &CauseEvent) -> String {
    let amount = if event.amount.is_empty() { String::new() } else { format!(", {}", event.amount) };
    format!("{} of {}{amount}", event.what, event.agent)
}

fn hue(event: &CauseEvent) -> String {
    event.sector.map_or("ink".to_owned(), |sector| format!("s{}", sector % HUES))
}

fn draw_axes(svg: &mut String, layout: &Layout, events: &[CauseEvent]) {
    for (position, row) in layout.rows.iter().enumerate() {
        if position % 2 == 0 {
            let [y, width, height] = [row.y, WIDTH, row.height].map(coordinate);
            let _ =
                write!(svg, "<rect class=\"row\" x=\"0\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>");
        }
    }
    let bottom = layout.bottom();
    for (month, label) in ticks(layout.first, layout.last) {
        let x = layout.x(month);
        svg.push_str(&line((x, TOP), (x, bottom), "grid"));
        svg.push_str(&text(x, bottom + 17.0, "middle", "tick", &label));
    }
    for row in &layout.rows {
        let event = &events[row.first];
        let middle = row.y + row.height / 2.0;
        let _ = write!(
            svg,
            "<rect class=\"bar {}\" x=\"0\" y=\"{}\" width=\"4\" height=\"{}\"/>",
            hue(event),
            coordinate(row.y + 2.0),
            coordinate(row.height - 4.0)
        );
        svg.push_str(&text(12.0, middle + 4.0, "start", "name", &event.agent));
    }
}

/// Years, or quarters where there are few.
fn ticks(first: Month, last: Month) -> Vec<(Month, String)> {
    let months = last.since(first);
    if months > 30 {
        return year_ticks(first, last, 12);
    }
    let every = if months > 8 { 3 } else { 1 };
    (0..=months)
        .map(|after| first.plus(after))
        .filter(|month| (i32::from(month.month()) - 1) % every == 0)
        .map(|month| (month, month.to_string()))
        .collect()
}

fn draw_arrow(svg: &mut String, layout: &Layout, arrow: &Arrow, events: &[CauseEvent], largest: f64) {
    let [from, to] = [arrow.from, arrow.to].map(|mark| &layout.marks[mark]);
    let [start, bend, turn, end] = curve(from, to);
    let width = 0.9 + 2.4 * weight(to.cents, largest);
    let ([a, b, c, d], [e, f, g, h]) =
        ([start.0, start.1, bend.0, bend.1].map(coordinate), [turn.0, turn.1, end.0, end.1].map(coordinate));
    let [cause, effect] = [from, to].map(|mark| &events[mark.events[0]]);
    let _ = write!(
        svg,
        "<g class=\"arrow {}\"><title>{} \u{2192} {}</title>\
         <path d=\"M{a} {b}C{c} {d} {e} {f} {g} {h}\" stroke-width=\"{}\"/><path class=\"head\" d=\"{}\"/></g>",
        hue(cause),
        escape(&sentence(cause)),
        escape(&sentence(effect)),
        coordinate(width),
        head(turn, end, 3.0 + width)
    );
}

/// Start, two bends and end of an arrow. It leaves and enters sideways; within a month or two, from above or below.
fn curve(from: &Mark, to: &Mark) -> [(f64, f64); 4] {
    /// Room between the head of an arrow and what it points to.
    const ROOM: f64 = 3.0;
    let (across, down) = (to.x - from.x, to.y - from.y);
    if across < 3.0 * (from.radius + to.radius) && down != 0.0 {
        let side = down.signum();
        let start = from.y + side * from.radius;
        // Large neighbours leave no room; the head must still point the right way.
        let end = start + side * (side * (to.y - side * (to.radius + ROOM) - start)).max(1.0);
        let bend = (end - start) / 3.0;
        // Within a month the way leads around what stands between.
        let out = if across == 0.0 && down.abs() > 1.5 * LANE { 10.0 } else { 0.0 };
        return [(from.x, start), (from.x + out, start + bend), (to.x + out, end - bend), (to.x, end)];
    }
    let (start, end) = (from.x + from.radius, to.x - to.radius - ROOM);
    if down != 0.0 {
        let bend = (0.5 * (end - start)).clamp(8.0, 70.0);
        return [(start, from.y), (start + bend, from.y), (end - bend, to.y), (end, to.y)];
    }
    // Along a row, above what stands between.
    let (bend, rise) = (0.3 * (end - start), if end - start > 30.0 { 11.0 } else { 0.0 });
    [(start, from.y), (start + bend, from.y - rise), (end - bend, to.y - rise), (end, to.y)]
}

/// The head of an arrow that comes from `before` and ends at `tip`.
fn head(before: (f64, f64), tip: (f64, f64), size: f64) -> String {
    let (x, y) = (tip.0 - before.0, tip.1 - before.1);
    let length = (x * x + y * y).sqrt().max(0.1);
    let (x, y) = (x / length, y / length);
    let back = (tip.0 - 0.4 * size * x, tip.1 - 0.4 * size * y);
    let point = (tip.0 + 0.6 * size * x, tip.1 + 0.6 * size * y);
    let wing = 0.45 * size;
    let [px, py, lx, ly] = [point.0, point.1, back.0 - wing * y, back.1 + wing * x].map(coordinate);
    let [rx, ry] = [back.0 + wing * y, back.1 - wing * x].map(coordinate);
    format!("M{px} {py}L{lx} {ly}L{rx} {ry}Z")
}

fn draw_mark(svg: &mut String, mark: &Mark, events: &[CauseEvent]) {
    let first = &events[mark.events[0]];
    let mut class = format!("mark {}", hue(first));
    if first.severe {
        class.push_str(" severe");
    }
    let told: Vec<String> = mark.events.iter().map(|&event| told(&events[event])).collect();
    let title = escape(&told.join("\n"));
    let _ = if mark.trigger {
        let (x, y, r) = (mark.x, mark.y, mark.radius * 1.15);
        let [left, right, top, bottom, x, y] = [x - r, x + r, y - r, y + r, x, y].map(coordinate);
        write!(
            svg,
            "<path class=\"{class} trigger\" d=\"M{left} {y}L{x} {top}L{right} {y}L{x} {bottom}Z\"><title>{title}</title></path>"
        )
    } else {
        let [x, y, r] = [mark.x, mark.y, mark.radius].map(coordinate);
        write!(
            svg,
            "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{r}\"><title>{title}</title></circle>"
        )
    };
}

/// As `2028-11: default of CoreWeave, $33 bn (#207)`.
fn told(event: &CauseEvent) -> String {
    format!("{}: {} (#{})", event.month, sentence(event), event.id)
}

/// Labels where there is room: triggers first, then what is severe, then by amount.
fn draw_labels(svg: &mut String, layout: &Layout, events: &[CauseEvent]) {
    let event = |mark: &Mark| &events[mark.events[0]];
    let mut order: Vec<&Mark> = layout.marks.iter().collect();
    order.sort_by(|a, b| {
        let rank = |mark: &Mark| (!mark.trigger, !event(mark).severe);
        rank(a).cmp(&rank(b)).then(b.cents.total_cmp(&a.cents))
    });
    // Marks are in the way of labels as labels are.
    let mut taken: Vec<[f64; 4]> = layout
        .marks
        .iter()
        .map(|mark| [mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius])
        .collect();
    let mut written = 0;
    for mark in order {
        let event = event(mark);
        let label = if mark.events.len() > 1 {
            format!("{} \u{d7}{}", event.what, mark.events.len())
        } else if event.severe && !event.amount.is_empty() {
            format!("{} {}", event.what, event.amount)
        } else {
            event.what.clone()
        };
        let width = LABEL.1 * label.chars().count() as f64;
        let left = mark.x + mark.radius + 4.0;
        let place = [left, mark.y - LABEL.0 / 2.0, left + width, mark.y + LABEL.0 / 2.0];
        let free = |other: &[f64; 4]| {
            place[0] >= other[2] || place[2] <= other[0] || place[1] >= other[3] || place[3] <= other[1]
        };
        if written < LABELS && place[2] <= WIDTH && taken.iter().all(free) {
            let class = if event.severe { "label strong" } else { "label" };
            svg.push_str(&text(left, mark.y + 4.0, "start", class, &label));
            taken.push(place);
            written += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = (u32, &'static str, &'static str, &'static str, i64, &'static [u32]);

    fn tree(rows: &[Row]) -> CauseTree {
        let event = |&(id, month, what, agent, billions, causes): &Row| CauseEvent {
            id,
            month: month.parse().unwrap(),
            what: what.to_owned(),
            agent: agent.to_owned(),
            other: None,
            sector: Some(usize::from(agent != "OpenAI")),
            cents: billions * 100_000_000_000,
            amount: if billions == 0 { String::new() } else { format!("${billions} bn") },
            severe: what == "default",
            routine: false,
            causes: causes.to_vec(),
        };
        CauseTree { caption: String::new(), command: String::new(), events: rows.iter().map(event).collect() }
    }

    const STORY: &[Row] = &[
        (3, "2027-01", "round failed", "OpenAI", 40, &[]),
        (4, "2027-03", "missed payment", "OpenAI", 2, &[3]),
        (7, "2027-04", "missed payment", "Core & <Weave>", 1, &[4, 2]),
        (8, "2027-05", "default", "Core & <Weave>", 21, &[7]),
        (9, "2027-05", "layoff", "Core & <Weave>", 0, &[8]),
        (11, "2027-09", "default", "App start-ups", 3, &[8, 3]),
    ];

    #[test]
    fn a_tree_is_drawn_with_its_rows_arrows_and_labels() {
        let drawn = draw(&tree(STORY)).unwrap();
        insta::assert_snapshot!(drawn.svg.replace("><", ">\n<"));
        assert_eq!(drawn.left_out, 0);
    }

    #[test]
    fn a_tree_of_two_is_not_worth_a_picture() {
        assert!(draw(&tree(&STORY[..2])).is_none());
        assert!(draw(&tree(&[])).is_none());
    }

    #[test]
    fn whatever_the_events_the_picture_has_numbers_only_and_stays_in_bounds() {
        let mut rows: Vec<Row> = Vec::new();
        for id in 0..900_u32 {
            let month = ["2026-02", "2027-05", "2030-12"][id as usize / 300];
            let agent = ["OpenAI", "xAI", "CoreWeave", "Oracle", "Meta"][id as usize * 7 % 5];
            let causes: &[u32] = [&[][..], &[0], &[1, 4], &[298]][id as usize % 4];
            let what = ["default", "layoff", "release", "migration", "rescue", "exit"][id as usize * 5 % 6];
            rows.push((id, month, what, agent, i64::from(id % 3) * (i64::MAX / 400_000_000_000), causes));
        }
        let drawn = draw(&tree(&rows)).unwrap();
        assert!(!drawn.svg.contains("NaN") && !drawn.svg.contains("inf"));
        for part in drawn.svg.split(" x=\"").skip(1) {
            let x: f64 = part.split('"').next().unwrap().parse().unwrap();
            assert!((0.0..=WIDTH).contains(&x), "{x}");
        }
        let one_month: Vec<Row> =
            (0..4).map(|id| (id, "2027-01", "default", "OpenAI", 1, &[0_u32][..])).collect();
        assert!(!draw(&tree(&one_month)).unwrap().svg.contains("NaN"));
    }
}
