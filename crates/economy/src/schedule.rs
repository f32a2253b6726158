//! The month: one or more steps, each of which goes through every phase in its documented order, then the audit.

use jevons_ledger::Ledger;

use crate::world::{Done, World};
use crate::{
    apps, chips, clouds, consumers, enterprises, finance, government, households, labs, open_weights,
    other_ai, technology,
};

/// One month of the economy, in as many steps as the clock says; shows the ledger to `visit` at the end of each.
///
/// # Errors
/// As [`step`].
pub fn month(world: &mut World<'_>, visit: &mut impl FnMut(&Ledger)) -> Done {
    world.clock = world.clock.at(0);
    step(world)?;
    visit(&world.ledger);
    if world.clock.ends_month() {
        return Ok(());
    }
    let levers = world.levers.clone();
    world.levers.spend();
    for part in 1..world.clock.steps(1) {
        world.clock = world.clock.at(part);
        step(world)?;
        visit(&world.ledger);
    }
    world.levers = levers;
    Ok(())
}

/// One step of the economy.
///
/// 1 money set aside by investors; 2 technology; 3 chips; 4 prices; 5 demand and choice; 6 service; 7 settlement;
/// 8 investment; 9 finance; 10 distress; 11 households and the rest of the economy; 12 expectations; 13 audit.
///
/// # Errors
/// If the ledger refuses a posting or an invariant does not hold.
pub fn step(world: &mut World<'_>) -> Done {
    world.ledger.begin_step(world.month);
    government::copyright::rule(world)?;
    government::patents::uphold(world);
    finance::investors::set_aside(world);
    technology::step(world);
    chips::deliver(world)?;
    clouds::power::connect(world);
    clouds::market::price(world);
    labs::reprice(world);
    labs::plans::cap(world);
    open_weights::hosting::decide(world);
    labs::growth::surprise(world);
    consumers::bundling::price(world);
    enterprises::demand(world);
    labs::plan_compute(world);
    other_ai::plan_compute(world);
    clouds::market::serve(world)?;
    enterprises::settle(world)?;
    apps::settle(world)?;
    other_ai::settle(world)?;
    consumers::subscribe(world)?;
    government::state::procure(world)?;
    labs::settle(world)?;
    clouds::commitments::settle(world)?;
    clouds::subsidy::lapse(world)?;
    open_weights::settle(world)?;
    clouds::settle(world)?;
    chips::settle(world)?;
    chips::vendor_finance::repay(world)?;
    government::settle(world)?;
    clouds::depreciate(world)?;
    clouds::capex::plan(world)?;
    clouds::reconsider(world);
    finance::credit::repay(world)?;
    labs::waterfall::convert(world)?;
    labs::funding::raise(world)?;
    finance::exits::step(world)?;
    apps::fund(world)?;
    other_ai::funding::fund(world)?;
    apps::consolidation::consolidate(world)?;
    finance::distress::resolve(world)?;
    finance::bearers::pass_on(world)?;
    finance::equity::value(world)?;
    finance::forced_sales::sell(world)?;
    finance::investors::mark_unlisted(world)?;
    households::live(world)?;
    government::close_circle(world)?;
    finance::investors::distribute(world)?;
    finance::investors::mark_funds(world)?;
    finance::confidence::update(world);
    finance::network::measure(world)?;
    chips::vendor_finance::trace(world);
    world.ledger.end_step()?;
    Ok(())
}
