//! Series of chips, fleets and power beyond the headline ones.

use super::{Metric, Scope, metric};
use crate::chips::silicon;
use crate::clouds::vintages;
use crate::roster::chip;

/// These series, after all others.
pub(super) const METRICS: &[Metric] = &[
    metric(
        Scope::Chips,
        "chip.backlog",
        "usd",
        "Accelerators ordered and not delivered at the end of the month",
        false,
        |w, m| {
            if m < chip::DESIGNERS { w.chips.backlog.iter().map(|by| by[m]).sum() } else { f64::NAN }
        },
    ),
    metric(
        Scope::Clouds,
        "cloud.write_downs",
        "usd",
        "Accelerators and data centres written down so far, beyond depreciation",
        false,
        |w, c| w.clouds.vintages.written_down[c],
    ),
    metric(
        Scope::Clouds,
        "cloud.power_shortfall",
        "share",
        "Share of the fleet that stays dark for want of power",
        false,
        |w, c| 1.0 - w.clouds.power.lit[c],
    ),
    metric(
        Scope::Economy,
        "energy.twh",
        "twh_per_year",
        "Annualised electricity of all modelled fleets",
        false,
        |w, _| w.clouds.power_mw.iter().sum::<f64>() * 8_760e-6,
    ),
    metric(
        Scope::Economy,
        "energy.water",
        "m3_per_year",
        "Annualised water evaporated to cool them",
        false,
        |w, _| w.clouds.power_mw.iter().sum::<f64>() * 8_760.0 * w.parameters.clouds.water_m3_per_mwh,
    ),
    metric(
        Scope::Economy,
        "gpu.residual_value",
        "share",
        "Resale price of an accelerator bought three years ago over the price of a new one of the same power",
        false,
        |w, _| vintages::resale_usd_per_unit(w, w.month.plus(-36)) / w.chips.price_per_h100e,
    ),
    metric(
        Scope::Economy,
        "chip.bloc_compute",
        "share",
        "Computing power of China over what it would be if it grew as the clouds' fleets do",
        false,
        |w, _| w.chips.bloc.stock / w.chips.bloc.wanted,
    ),
    metric(
        Scope::Economy,
        "chip.entrants_share",
        "share",
        "Share of in-house designs and new makers in sales of accelerators",
        false,
        |w, _| silicon::share_of_entrants(&w.chips),
    ),
    metric(
        Scope::Clouds,
        "cloud.circularity",
        "share",
        "Share of compute sold to others that was paid with money that the seller had put in",
        false,
        |w, c| w.chips.circular.of_cloud[c],
    ),
    metric(
        Scope::Chips,
        "chip.circularity",
        "share",
        "Share of accelerators sold that was paid with money that the maker had put in",
        false,
        |w, m| if m < chip::DESIGNERS { w.chips.circular.of_chip[m] } else { f64::NAN },
    ),
];
