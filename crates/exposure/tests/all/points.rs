//! The ends of makers, hosts and clouds, on made-up runs.

use jevons_exposure::Company;
use jevons_exposure::dependence::Graph;
use jevons_exposure::stress::{
    Case, CloudPath, Course, Driver, HostClass, Machines, MarketPath, Plan, PointKind, Position, Trouble,
    one_run, stress,
};

use crate::common::{bill_of, book_of_samples, sample, study_with, summary};
use crate::stress::{MONTHS, assert_close, assumptions, central, path, position, runs};

/// All of the bill is open weights at a host that rents of two clouds.
fn hosted() -> Position {
    let mut position = position();
    let stake = &mut position.products[0].stakes[0];
    (stake.driver, stake.server) = (Driver::OpenHosts, "Together".to_owned());
    (stake.open_weights, stake.own_service) = (true, false);
    let machines = |server: &str, clouds: &[(&str, f64)]| Machines {
        server: server.to_owned(),
        draws: vec![clouds.iter().map(|(name, share)| ((*name).to_owned(), *share)).collect()],
    };
    position.machines = vec![machines("Together", &[("Other neoclouds", 0.75), ("Oracle", 0.25)])];
    position
}

fn course(position: &Position, path: &MarketPath) -> Course {
    let drawn = central();
    Case::new(position, path, &drawn, 1).course(Plan::default())
}

#[test]
fn a_host_that_stops_is_replaced_by_another_with_the_same_model() {
    let position = hosted();
    let stopped = path(|_| 1.0).with_stop("Together", 6);
    let found = course(&position, &stopped);
    let drawn = central();
    let work = drawn.engineers_of_a_migration * drawn.host_migration_weeks * drawn.engineer_usd_per_week;
    // By central assumptions it serves four weeks more, and another host is ready after one.
    assert_eq!(found.months_down, 0.0);
    assert_close(found.interruption(), work);
    assert_close(found.bill_of(20), 100_000.0 * drawn.cost_at_another_host);
    let mut sudden = drawn;
    sudden.notice_weeks = 0.0;
    let found = Case::new(&position, &stopped, &sudden, 1).course(Plan::default());
    let weeks = 52.18 / 12.0;
    assert_close(found.months_down, sudden.host_migration_weeks / weeks);
    let lost: f64 = found.lost.iter().flatten().sum();
    assert_close(lost, sudden.host_migration_weeks / weeks * 400_000.0 * sudden.revenue_lost_while_down);
    // The end of a maker of open weights is none of the bill's business while others host them.
    assert_eq!(course(&position, &path(|_| 1.0).with_failure("OpenAI", 6)).months_down, 0.0);
}

#[test]
fn a_closed_model_ends_with_its_maker_and_its_makers_cloud_but_not_with_anothers() {
    let mut own = position();
    own.products[0].stakes[0].server = "Alphabet".to_owned();
    let stopped = path(|_| 1.0).with_stop("Alphabet", 6);
    assert_close(
        course(&own, &stopped).months_down,
        course(&position(), &path(|_| 1.0).with_failure("OpenAI", 6)).months_down,
    );
    // At a cloud that is not its maker's the same model is had elsewhere.
    own.products[0].stakes[0].own_service = false;
    assert_eq!(course(&own, &stopped).months_down, 0.0);
    assert_close(course(&own, &stopped).bill_of(20), 100_000.0);
}

#[test]
fn a_cloud_that_stops_takes_a_part_of_those_who_serve_on_it() {
    let position = hosted();
    let point = position.points().into_iter().find(|point| point.name == "Other neoclouds").unwrap();
    assert_eq!(point.kind, PointKind::Cloud);
    assert_close(point.share.p50, 0.75);
    let mut drawn = central();
    drawn.notice_weeks = 0.0;
    let struck = path(|_| 1.0).struck(&position, &point, 6);
    let found = Case::new(&position, &struck, &drawn, 1).course(Plan::default());
    assert_close(found.bill_of(6), 25_000.0);
    assert_close(found.lost[0][6], 0.75 * 400_000.0 * drawn.revenue_lost_while_down);
    // Eight weeks later the machines are replaced.
    assert_close(found.bill_of(8), 100_000.0);
    assert_eq!(found.interruption(), found.lost.iter().flatten().sum::<f64>(), "nobody migrates");
}

#[test]
fn hosts_fail_as_the_run_says() {
    let servers = ["Together".to_owned(), "CoreWeave".to_owned()];
    let mut drawn = central();
    let cloud = |trouble| CloudPath { name: "CoreWeave".to_owned(), troubles: vec![(9, trouble)] };
    let mut run = path(|_| 1.0);
    run.clouds = vec![cloud(Trouble::Closed)];
    drawn.host_failure_per_year = 0.0;
    // A cloud that is closed stops; one that its lenders carry on does so with the probability of the assumption.
    assert_eq!(run.resolved(&servers, &drawn, 1).stops.get("CoreWeave"), Some(&9));
    run.clouds = vec![cloud(Trouble::Restructured)];
    drawn.stops_when_restructured = 0.0;
    assert!(run.resolved(&servers, &drawn, 1).stops.is_empty());
    drawn.stops_when_restructured = 1.0;
    assert_eq!(run.resolved(&servers, &drawn, 1).stops.len(), 1);
    // Other hosts: when the class defaults, and more often when small companies close more often.
    drawn.hosts_hit_by_a_default_of_their_class = 1.0;
    run.hosts = HostClass { defaults: vec![4], closures: vec![1.0; MONTHS] };
    assert_eq!(run.resolved(&servers, &drawn, 1).stops.get("Together"), Some(&4));
    run.hosts.defaults.clear();
    drawn.host_failure_per_year = 0.07;
    let failing = |climate: f64| -> usize {
        let fails = |number: &u32| {
            let hosts = HostClass { defaults: Vec::new(), closures: vec![climate; MONTHS] };
            let run = MarketPath { run: *number, hosts, ..path(|_| 1.0) };
            run.resolved(&servers[..1], &drawn, 1).stops.contains_key("Together")
        };
        (0..2_000).filter(fails).count()
    };
    // 1 - 0.93^2 is 13.5 %.
    let (usual, crisis) = (failing(1.0), failing(4.0));
    assert!((usual as f64 / 2_000.0 - 0.135).abs() < 0.03, "{usual}");
    assert!(crisis > 3 * usual, "{usual} {crisis}");
}

#[test]
fn makers_hosts_and_clouds_of_the_samples_are_ranked_together() {
    let paths: Vec<_> = std::fs::read_dir(sample("")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let paths: Vec<_> = paths
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains('_')))
        .collect();
    let study = study_with(&paths, book_of_samples(), None, None);
    let summary = summary(&study);
    let graph = Graph::shipped().unwrap();
    let position = Position::new(&bill_of(&summary), &Company::default(), book_of_samples(), &graph);
    let points = position.points();
    let of = |kind: PointKind| -> Vec<&str> {
        points.iter().filter(|point| point.kind == kind).map(|point| point.name.as_str()).collect()
    };
    assert!(of(PointKind::Maker).contains(&"Anthropic") && of(PointKind::Maker).contains(&"OpenAI"));
    assert!(of(PointKind::Cloud).contains(&"Amazon") && of(PointKind::Cloud).contains(&"Microsoft"));
    assert!(points.iter().all(|point| point.share.p95 <= 1.0 + 1e-9), "{points:?}");
    // A shared cloud weighs more than what it sends invoices for.
    let amazon = points.iter().find(|point| point.name == "Amazon" && point.kind == PointKind::Cloud);
    assert!(amazon.is_some_and(|point| point.share.p50 > position.served_by("Amazon")), "{points:?}");
    let run = |number| {
        let path = MarketPath { run: number, ..path(|_| 1.0) };
        one_run(&position, &assumptions(), 1, &path, true)
    };
    let runs = jevons_exposure::stress::ScenarioRuns {
        name: "X".to_owned(),
        title: String::new(),
        runs: (0..4).map(run).collect(),
    };
    let result = stress(&position, &[runs]);
    let medians: Vec<f64> = result.failures.iter().map(|failure| failure.interruption.p50).collect();
    assert!(medians.windows(2).all(|pair| pair[0] >= pair[1]) && medians[0] > 0.0, "{medians:?}");
    assert_eq!(result.failures.len(), points.len());
}

#[test]
fn a_second_vendor_helps_less_when_it_runs_on_the_cloud_that_stops() {
    let mut position = position();
    let product = &mut position.products[0];
    (product.portability, product.failover_server) = (1.0, "Anthropic".to_owned());
    let machines = |server: &str, share: f64| Machines {
        server: server.to_owned(),
        draws: vec![vec![("Amazon".to_owned(), share), ("Microsoft".to_owned(), 1.0 - share)]],
    };
    let interruption = |shared: f64| {
        let mut position = position.clone();
        position.machines = vec![machines("OpenAI", 1.0), machines("Anthropic", shared)];
        let result = stress(&position, &[runs(|_| 1.0, &position, true)]);
        let of = result.failures.into_iter().find(|failure| failure.vendor == "Amazon").unwrap();
        of.prepared.p50 / of.interruption.p50
    };
    let (apart, same) = (interruption(0.0), interruption(1.0));
    assert!(apart < 0.2 && same > 0.8, "{apart} {same}");
}
