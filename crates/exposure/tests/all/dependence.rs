//! Look-through: shares that add up, intervals where nothing is disclosed, single points, fail-overs, the register.

use jevons_exposure::Company;
use jevons_exposure::dependence::{Dependence, Graph, Layer, REGISTER_HEADER, dependence, register};
use jevons_exposure::uses::Use;

use crate::common::{company_of_samples, sample, study_with, summary};

fn using(product: &str, maker: &str, seller: &str, host: &str, usd: f64) -> Use {
    Use {
        product: product.to_owned(),
        maker: maker.to_owned(),
        seller: seller.to_owned(),
        host: host.to_owned(),
        paid_usd: usd,
        ..Use::default()
    }
}

fn company(failover: &str) -> Company {
    let mut company = Company::default();
    let text =
        format!("product,match_field,match_value,portability_0_1,failover\nbot,tag,bot,0.6,{failover}\n");
    company.read_products("products.csv", &text).unwrap();
    company
}

fn layer(found: &Dependence, layer: Layer) -> &jevons_exposure::dependence::LayerShares {
    found.layers.iter().find(|of| of.layer == layer).unwrap()
}

fn share(found: &Dependence, of: Layer, name: &str) -> [f64; 3] {
    let share = layer(found, of).shares.iter().find(|share| share.name == name).unwrap().share;
    [share.p5, share.p50, share.p95]
}

#[test]
fn the_file_of_dependencies_is_whole() {
    let graph = Graph::shipped().unwrap();
    assert!(graph.links().len() > 70);
    for link in graph.links() {
        assert!(!link.link_source.is_empty() && !link.share_source.is_empty(), "{link:?}");
        let unsourced = link.link_source.starts_with("unsourced");
        assert_eq!(unsourced, link.link_tier == "D", "{link:?}");
    }
    // The shares of whoever runs, computes or is made somewhere are parts of a whole in every draw.
    for number in 0..50 {
        let drawn = graph.draw(number);
        let sum = |from: &str| -> f64 {
            let own = graph.links().iter().zip(&drawn).filter(|(link, _)| {
                link.from == from && link.kind == jevons_exposure::dependence::Kind::RunsOn
            });
            own.map(|(_, share)| share).sum()
        };
        for from in ["OpenAI", "Anthropic", "xAI"] {
            assert!((sum(from) - 1.0).abs() < 1e-12, "{from}: {}", sum(from));
        }
    }
}

#[test]
fn a_named_host_is_certain_and_an_undisclosed_one_a_range() {
    let graph = Graph::shipped().unwrap();
    let uses = [
        using("bot", "Anthropic", "Amazon Bedrock", "Amazon Bedrock", 60.0),
        using("bot", "OpenAI", "OpenAI", "OpenAI", 40.0),
    ];
    let found = dependence(&uses, &Company::default(), &graph);
    assert_eq!(share(&found, Layer::Seller, "Amazon Bedrock"), [0.6; 3]);
    assert_eq!(share(&found, Layer::Maker, "OpenAI"), [0.4; 3]);
    let [low, middle, high] = share(&found, Layer::Cloud, "Amazon");
    assert!(low >= 0.6 && middle < high && high < 0.7, "{low} {middle} {high}");
    let [low, _, high] = share(&found, Layer::Cloud, "Microsoft");
    assert!(low > 0.15 && high < 0.35 && high - low > 0.03, "{low} {high}");
    let microsoft =
        layer(&found, Layer::Cloud).shares.iter().find(|share| share.name == "Microsoft").unwrap();
    assert!(microsoft.assumed, "OpenAI does not disclose its clouds");
    assert!(!layer(&found, Layer::Seller).concentration.assumed);
    assert!((layer(&found, Layer::Maker).concentration.hhi.p50 - 0.52).abs() < 1e-12);
    for layer in &found.layers {
        let sum: f64 = layer.shares.iter().map(|share| share.share.p50).sum();
        assert!((sum - 1.0).abs() < 0.05, "{:?} adds up to {sum}", layer.layer);
    }
    // Whatever the mixes are, nearly all of it is made by one foundry; no cloud is a single point but Amazon.
    let points: Vec<&str> = found.single_points.iter().map(|point| point.name.as_str()).collect();
    assert!(points.contains(&"TSMC") && points.contains(&"Amazon"), "{points:?}");
    assert!(!points.contains(&"Microsoft"), "{points:?}");
    let amazon = found.stakes.iter().find(|stake| stake.owner == "Amazon").unwrap();
    assert_eq!((amazon.reach, amazon.of.as_slice()), (0.6, ["Anthropic".to_owned()].as_slice()));
    assert!(amazon.owned.p50 > 0.6 * 0.15 && amazon.owned.p50 < 0.6 * 0.21);
}

#[test]
fn a_failover_at_the_same_cloud_is_found_out() {
    let graph = Graph::shipped().unwrap();
    let uses = [using("bot", "Anthropic", "Amazon Bedrock", "Amazon Bedrock", 60.0)];
    let same = dependence(&uses, &company("Anthropic via Amazon Bedrock"), &graph);
    assert_eq!((same.pairs[0].common_cloud.p5, same.pairs[0].shared_cloud.as_str()), (1.0, "Amazon"));
    let other = dependence(&uses, &company("Google"), &graph);
    assert_eq!(other.pairs[0].common_cloud.p95, 0.0, "{:?}", other.pairs);
    assert!(other.pairs[0].common_foundry.p5 > 0.9, "{:?}", other.pairs);
    let part = dependence(&uses, &company("Anthropic"), &graph);
    let common = part.pairs[0].common_cloud;
    assert!(common.p5 > 0.3 && common.p95 < 0.75, "{common:?}");
}

#[test]
fn the_register_has_contracts_chains_and_no_inventions() {
    let graph = Graph::shipped().unwrap();
    let uses = [
        using("bot", "Anthropic", "Amazon Bedrock", "Amazon Bedrock", 60.0),
        using("bot", "OpenAI", "OpenAI", "OpenAI", 40.0),
    ];
    let rows = register(&uses, &company("Google"), &graph);
    let column = |part: &str| REGISTER_HEADER.iter().position(|name| name.starts_with(part)).unwrap();
    let first: Vec<&[String; 16]> = rows.iter().filter(|row| row[column("rank")] == "1").collect();
    assert_eq!(first.len(), 2);
    assert_eq!(first[0][column("total_annual")], "720");
    assert_eq!(first[0][column("substitutability")], "medium complexity");
    assert_eq!(first[0][column("identification_of_alternative")], "Google");
    assert!(rows.iter().all(|row| row[column("identification_code")].is_empty()));
    assert!(rows.iter().all(|row| row[column("date_of_last_audit")].is_empty()));
    let under_openai = rows.iter().filter(|row| row[column("recipient")] == "OpenAI");
    let names: Vec<&str> = under_openai.map(|row| row[column("name_of")].as_str()).collect();
    assert!(names.contains(&"Microsoft") && names.contains(&"Oracle"), "{names:?}");
}

#[test]
fn uses_add_up_to_the_month_of_the_summary() {
    let paths = [sample("focus_1_3_llm.csv"), sample("openai_usage_completions.json")];
    let study = study_with(&paths, crate::common::book(), None, None);
    let summary = summary(&study);
    let month = 30.0 / f64::from(summary.days);
    let list: f64 = summary.uses.iter().map(|of| of.list_usd).sum();
    assert!((list - summary.total.list_usd * month).abs() < 1e-6 * list, "{list}");
    assert!(summary.uses.iter().any(|of| of.seller == "Amazon Bedrock" && of.maker == "Anthropic"));
    let found = dependence(&summary.uses, &company_of_samples(), &Graph::shipped().unwrap());
    assert!(found.monthly_usd > 0.0 && found.layers.len() == 6);
}

#[test]
fn a_wrong_graph_is_told_with_line_and_column() {
    let head = "from,to,kind,low_pct,central_pct,high_pct,as_of,link_tier,link_source,share_tier,share_source,note\n";
    for (row, said) in [
        (
            "A,B,leans_on,1,2,3,2026,A,x,D,y,",
            "line 2, column `kind`: found `leans_on`, expected one of runs_on",
        ),
        ("A,B,runs_on,1,200,3,2026,A,x,D,y,", "line 2, column `central_pct`: found `200`"),
        ("A,B,runs_on,5,2,3,2026,A,x,D,y,", "line 2, column `low_pct`: found `5`"),
        ("A,B,runs_on,1,2,3,2026,E,x,D,y,", "line 2, column `link_tier`: found `E`"),
    ] {
        let error = Graph::parse("g.csv", &format!("{head}{row}\n")).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
}
