//! Fire sales of shares: holders with borrowed money sell into a falling market, and what they sell presses it (M42).
//!
//! - Holders of a share h of all listed shares owe L - 1 for each dollar of their own. They bear a fall of m within a month.
//!   When shares fall by x, more than that, keeping their leverage takes selling h (L - 1) (x - m) of all shares, to others
//!   of their kind who owe nothing; what their sales take off the price makes them sell again, until nobody must
//!   (Greenwood, Landier and Thesmar, 2015, "Vulnerable banks", doi 10.1016/j.jfineco.2014.11.006).
//! - Price after selling a share s of all: exp(-b s), b from the fall when a twentieth is sold. The pressure leaves prices
//!   again as other money arrives (Duffie, 2010, "Asset price dynamics with slow-moving capital").
//! - Sellers and buyers are institutional investors, so that no position of a sector changes hands: every holder loses.

use jevons_contagion::fire_sale::PriceImpact;
use jevons_ledger::{Instrument, Money};
use jevons_numerics::math;
use jevons_parameters::parameters;

use crate::mechanism::Id;
use crate::output::EventKind;
use crate::roster::{chip, cloud};
use crate::trail::Channel;
use crate::world::{Done, Stop, World};

parameters! {
    /// Shares held with borrowed money.
    pub struct LeverageParameters {
        /// Share of listed shares that is held with borrowed money.
        held_share: "finance.leverage.held_share" for ["M42"],
        /// Assets of these holders over their own money.
        ratio: "finance.leverage.ratio" for ["M42"],
        /// Fall of shares within a month that they bear without selling.
        borne_fall: "finance.leverage.borne_fall" for ["M42"],
        /// Months in which half of what forced sales took off prices has come back.
        recovery_months: "finance.leverage.recovery_half_life_months" for ["M42"],
        /// Fall of listed shares when a twentieth of all is sold in haste.
        price_impact: "finance.leverage.price_impact" for ["M42"],
    }
}

/// Share of all accelerators or shares whose sale the parameters of price impact speak of.
pub(super) const SOLD_SHARE: f64 = 0.05;
/// Rounds of sales within a month: each is a small part of the one before.
const ROUNDS: usize = 12;
/// Forced sales within a month that are recorded as an event, in USD.
const RECORDED_USD: f64 = 2e10;

/// Share of all shares that must be sold after a fall `fall` beyond what is borne.
///
/// `forced` is h (L - 1); nobody sells more than the `held` share.
#[must_use]
pub fn spiral(fall: f64, forced: f64, held: f64, impact: PriceImpact) -> f64 {
    let mut sold = 0.0;
    for _ in 0..ROUNDS {
        let price = (1.0 - fall) * math::exp(-impact.beta() * sold);
        sold = (forced * (1.0 - price)).clamp(0.0, held);
    }
    sold
}

/// Phase 9, after valuation: prices recover from forced sales; at the end of a month it is seen which its fall forces.
///
/// # Errors
/// If the ledger refuses a posting.
pub fn sell(world: &mut World<'_>) -> Done {
    if !world.on(Id::M42) {
        return Ok(());
    }
    let p = world.parameters.leverage.clone();
    let left = world.clock.kept(math::exp(-math::ln(2.0) / p.recovery_months));
    let pressure = world.finance.sale_pressure;
    let fall = world.finance.month_fall - p.borne_fall;
    if fall <= 0.0 || !world.clock.ends_month() {
        world.finance.sale_pressure = left * pressure;
        return if pressure > 1e-6 { press(world, math::exp(pressure * (1.0 - left))) } else { Ok(()) };
    }
    let impact = PriceImpact::calibrated(SOLD_SHARE, p.price_impact)
        .map_err(|error| Stop::Quantities(format!("a fire sale has no price: {error}")))?;
    let listed = world.finance.listed_value();
    let sold = spiral(fall, p.held_share * (p.ratio - 1.0), p.held_share, impact);
    let added = impact.beta() * sold;
    world.finance.sale_pressure = pressure + added;
    press(world, math::exp(-added))?;
    let usd = sold * listed;
    if usd >= RECORDED_USD {
        let seller = world.opening.roster.institutions;
        let amount = Money::from_usd(usd).cents();
        let id = world.event_through(EventKind::FireSale, seller, None, amount, &[Channel::Equity]);
        world.mark_all(Channel::Equity, id);
    }
    Ok(())
}

/// Takes every listed share to `factor` of its price.
fn press(world: &mut World<'_>, factor: f64) -> Done {
    for maker in 0..chip::COUNT {
        world.finance.chip_value[maker] *= factor;
        let value = Money::from_usd(world.finance.chip_value[maker]);
        world.ledger.revalue_issuer(Instrument::Equity, world.opening.roster.chips[maker], value)?;
    }
    for c in 0..cloud::COUNT {
        let agent = world.opening.roster.clouds[c];
        if world.clouds.alive[c] && !world.ledger.owed(Instrument::Equity, agent).is_zero() {
            world.finance.cloud_value[c] *= factor;
            let value = Money::from_usd(world.finance.cloud_value[c]);
            world.ledger.revalue_issuer(Instrument::Equity, agent, value)?;
        }
    }
    world.finance.peak_value = world.finance.peak_value.max(world.finance.listed_value());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sales_feed_on_their_own_price_until_nobody_must_sell() {
        let impact = PriceImpact::calibrated(0.05, 0.2).expect("a valid impact");
        // b = -ln 0.8 / 0.05 = 4.46; to first order s = f (x + b s), so s = f x / (1 - f b).
        let sold = spiral(0.01, 0.04, 0.05, impact);
        let expected = 0.04 * 0.01 / (1.0 - 0.04 * 4.463);
        assert!((sold / expected - 1.0).abs() < 0.01, "{sold} for {expected}");
    }

    #[test]
    fn nobody_sells_without_a_fall_or_debt_nor_more_than_there_is() {
        let impact = PriceImpact::calibrated(0.05, 0.2).expect("a valid impact");
        assert_eq!(spiral(0.0, 0.04, 0.05, impact), 0.0);
        assert_eq!(spiral(0.3, 0.0, 0.05, impact), 0.0);
        assert_eq!(spiral(0.9, 0.5, 0.05, impact), 0.05);
    }
}
