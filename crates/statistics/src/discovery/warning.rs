//! Early warning: which series announces an event, how reliably and how long before.

use crate::InvalidInput;
use crate::moments::{quantile_of_sorted, sorted};
use crate::sensitivity::{Bootstrap, Estimate};

/// One run as seen by a watcher: a series by month, and the month of the event, counted like the series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Watched<'a> {
    /// The series. Months that are not finite warn of nothing.
    pub series: &'a [f64],
    /// Month of the event; none in runs without it.
    pub event: Option<usize>,
}

/// How well the level of a series tells, `lead` months before, runs that have the event then from runs that have had none
/// by then: incident cases against dynamic controls (Heagerty and Zheng 2005).
///
/// Cases are compared with other runs in the same month only, so that a series that merely rises with time announces
/// nothing. 0.5 announces nothing, 1 is perfect, 0 is perfect by low values. The interval is over resampled runs.
/// None when no case has anybody to be compared with.
///
/// # Errors
/// When the bootstrap is told impossible things.
pub fn auc_at_lead(
    runs: &[Watched<'_>],
    lead: usize,
    bootstrap: &Bootstrap,
) -> Result<Option<Estimate>, InvalidInput> {
    bootstrap.check()?;
    let all: Vec<usize> = (0..runs.len()).collect();
    let Some(value) = area(runs, &all, lead) else { return Ok(None) };
    let resampled: Vec<f64> = (0..bootstrap.resamples)
        .filter_map(|resample| area(runs, &bootstrap.positions(resample, runs.len()), lead))
        .collect();
    Ok(Some(Estimate { value, half_width: bootstrap.half_width(&resampled) }))
}

fn area(runs: &[Watched<'_>], positions: &[usize], lead: usize) -> Option<f64> {
    let value = |run: usize, month: usize| runs[run].series.get(month).copied().filter(|x| x.is_finite());
    let (mut won, mut compared) = (0.0, 0.0);
    for &case in positions {
        let Some(event) = runs[case].event else { continue };
        let Some(month) = event.checked_sub(lead) else { continue };
        let Some(own) = value(case, month) else { continue };
        let (mut beaten, mut others) = (0.0, 0.0);
        for &other in positions.iter().filter(|&&other| runs[other].event.is_none_or(|other| other > event)) {
            if let Some(level) = value(other, month) {
                others += 1.0;
                beaten += if own > level {
                    1.0
                } else if own == level {
                    0.5
                } else {
                    0.0
                };
            }
        }
        if others > 0.0 {
            won += beaten / others;
            compared += 1.0;
        }
    }
    (compared > 0.0).then(|| won / compared)
}

/// What an alarm would have done: it rings when a series first reaches a threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct Alarm {
    /// The threshold.
    pub threshold: f64,
    /// Whether it rings above; otherwise below.
    pub above: bool,
    /// Months from alarm to event in runs where it rang in time, ascending.
    pub leads: Vec<usize>,
    /// Runs whose event came without an alarm before it.
    pub missed: usize,
    /// Runs without event in which it rang.
    pub false_alarms: usize,
    /// Runs without event in which it did not.
    pub quiet: usize,
}

impl Alarm {
    /// Share of events that were announced.
    #[must_use]
    pub fn hit_rate(&self) -> f64 {
        share(self.leads.len(), self.missed)
    }

    /// Share of runs without event in which the alarm rang.
    #[must_use]
    pub fn false_alarm_rate(&self) -> f64 {
        share(self.false_alarms, self.quiet)
    }

    /// Quantile of the months from alarm to event, where it rang in time.
    #[must_use]
    pub fn lead(&self, level: f64) -> Option<f64> {
        let leads: Vec<f64> = self.leads.iter().map(|lead| *lead as f64).collect();
        (!leads.is_empty()).then(|| quantile_of_sorted(&leads, level))
    }
}

fn share(part: usize, rest: usize) -> f64 {
    if part + rest == 0 { 0.0 } else { part as f64 / (part + rest) as f64 }
}

/// What an alarm at this threshold would have done; an alarm in the month of the event or later is none.
#[must_use]
pub fn alarm(runs: &[Watched<'_>], threshold: f64, above: bool) -> Alarm {
    let mut alarm = Alarm { threshold, above, leads: Vec::new(), missed: 0, false_alarms: 0, quiet: 0 };
    for run in runs {
        let rings = |level: &f64| if above { *level >= threshold } else { *level <= threshold };
        let before = &run.series[..run.event.unwrap_or(usize::MAX).min(run.series.len())];
        match (before.iter().position(rings), run.event) {
            (Some(month), Some(event)) => alarm.leads.push(event - month),
            (None, Some(_)) => alarm.missed += 1,
            (Some(_), None) => alarm.false_alarms += 1,
            (None, None) => alarm.quiet += 1,
        }
    }
    alarm.leads.sort_unstable();
    alarm
}

/// The alarm with the greatest hit rate less false-alarm rate (Youden 1950); of equals, the one that rings first.
///
/// It is chosen by looking at these runs, so that its rates in other runs will be a little worse.
///
/// # Errors
/// When all runs or none have the event.
pub fn best_alarm(runs: &[Watched<'_>], above: bool) -> Result<Alarm, InvalidInput> {
    let with = runs.iter().filter(|run| run.event.is_some()).count();
    let hint = "an alarm is judged by runs with the event and by runs without";
    for (what, found) in [("runs with the event", with), ("runs without the event", runs.len() - with)] {
        if found == 0 {
            return Err(InvalidInput::TooFew { what, found, needed: 1, hint });
        }
    }
    let sign = if above { 1.0 } else { -1.0 };
    // What counts of a run is the most alarming level before its event, or of its whole series.
    let peaks: Vec<f64> = runs
        .iter()
        .map(|run| {
            let before = &run.series[..run.event.unwrap_or(usize::MAX).min(run.series.len())];
            before
                .iter()
                .filter(|level| level.is_finite())
                .fold(f64::NEG_INFINITY, |most, x| most.max(sign * x))
        })
        .collect();
    let mut thresholds = sorted(&peaks);
    thresholds.retain(|threshold| threshold.is_finite());
    thresholds.dedup();
    let score = |threshold: f64| {
        let (mut hits, mut false_alarms) = (0.0, 0.0);
        for (peak, run) in peaks.iter().zip(runs) {
            if *peak >= threshold {
                if run.event.is_some() { hits += 1.0 } else { false_alarms += 1.0 }
            }
        }
        hits / with as f64 - false_alarms / (runs.len() - with) as f64
    };
    let mut best = (f64::INFINITY, 0.0);
    for threshold in thresholds {
        let found = score(threshold);
        if found > best.1 {
            best = (threshold, found);
        }
    }
    Ok(alarm(runs, sign * best.0, above))
}
