//! The samples and what is known of them: their costs were made from tokens and a price list, and come out again.

use jevons_exposure::Format;

use crate::common::{
    SAMPLES, book, book_of_samples, company_of_samples, sample, study_samples, study_with, summary,
    summary_of,
};

/// Within a per mille, as a known answer must be.
fn assert_close(found: f64, known: f64, what: &str) {
    assert!((found - known).abs() <= 1e-3 * known.abs(), "{what}: {found} instead of {known}");
}

#[test]
fn every_sample_is_recognised_and_no_record_refused() {
    for (name, format) in SAMPLES {
        let study = study_samples(&[name]);
        assert_eq!(study.files[0].format, format, "{name}");
        assert_eq!(study.counts.refused, 0, "{name}: {:?}", study.refused);
        assert!(study.counts.used > 0 && study.counts.reconciles(), "{name}: {:?}", study.counts);
        assert!(study.sums.unknown.keys().all(String::is_empty), "{name}: {:?}", study.sums.unknown);
    }
}

/// What the files themselves say the usage costs at list prices, summed up apart from this crate.
#[test]
fn list_prices_come_out_again_at_the_prices_of_the_book() {
    for (name, usd) in [
        ("openai_usage_completions.json", 156.969_823),
        ("openai_dashboard_completions_usage.csv", 156.969_823),
        ("openai_costs.json", 156.969_823),
        ("anthropic_usage_report_messages.json", 273.178_448),
        ("anthropic_console_usage.csv", 273.178_448),
        ("aws_cur2_bedrock.csv", 141.303_75),
        ("azure_focus_foundry.csv", 182.887_34),
        ("gcp_billing_export_vertex.jsonl", 104.879_626),
        ("deepseek_amount.csv", 9.658_100),
        ("helicone_requests.jsonl", 0.343_182),
        ("claude_code_session.jsonl", 0.265_972),
        ("codex_rollout.jsonl", 0.047_359_2),
        ("otel_genai_spans.otlp.json", 0.263_247_59),
    ] {
        assert_close(summary(&study_samples(&[name])).total.list_usd, usd, name);
    }
}

/// These files price DeepSeek at the peak price at all hours, or cached input at a price of later days: with the price list
/// that they were made with their costs come out, and with the book the difference has its reason (see `prices`).
#[test]
fn list_prices_come_out_again_at_the_prices_of_the_samples() {
    for (name, usd) in [
        ("litellm_spendlogs.csv", 0.687_874_84),
        ("langfuse_observations_v2.jsonl", 0.394_216_796),
        ("openrouter_activity_detail.csv", 0.742_451_924),
        ("openrouter_activity_aggregate.csv", 1314.95),
        ("focus_1_3_llm.csv", 112.223_885),
    ] {
        let study = study_with(&[sample(name)], book_of_samples(), None, None);
        assert_close(summary(&study).total.list_usd, usd, name);
    }
}

#[test]
fn bills_are_what_the_files_say() {
    for (name, usd) in [
        ("openai_costs.json", 156.969_823),
        ("anthropic_cost_report.json", 245.860_603),
        ("anthropic_console_cost.csv", 97.35),
        ("aws_cur2_bedrock.csv", 141.303_75),
        ("azure_focus_foundry.csv", 182.887_34),
        ("gcp_billing_export_vertex.jsonl", 99.635_645),
        ("focus_1_3_llm.csv", 104.930_509),
        ("deepseek_cost.csv", 9.658_100),
    ] {
        let billed = summary(&study_samples(&[name])).total.billed_usd;
        assert_close(billed.unwrap(), usd, name);
    }
}

#[test]
fn differences_add_up_to_what_is_stated_less_list() {
    for (name, _) in SAMPLES {
        let study = study_samples(&[name]);
        let summary = summary(&study);
        let source = &summary.sources[0];
        for (index, stated) in source.stated_usd.iter().enumerate() {
            let Some(stated) = stated else { continue };
            let parts: f64 = summary
                .differences
                .iter()
                .filter(|line| line.stated as usize == index)
                .map(|line| line.usd)
                .sum();
            // Without tokens the whole bill is the difference, and list prices are taken off by the discount only.
            let no_tokens = source.tokens == 0.0;
            if index != 2 || !no_tokens {
                assert!((stated - source.list_usd - parts).abs() < 1e-6, "{name} {index}: {parts}");
            }
        }
    }
}

#[test]
fn usage_and_bill_of_a_seller_meet_and_the_discount_shows() {
    let study = study_samples(&["anthropic_usage_report_messages.json", "anthropic_cost_report.json"]);
    let summary = summary(&study);
    let check = &summary.sellers[0];
    assert_close(check.list_usd, 273.178_448, "list");
    assert_close(check.billed_usd.unwrap(), 245.860_603, "billed");
    assert_eq!(check.reason, "10.0 % below list for every model: a negotiated price");
    // Both speak of the same usage: it is not counted twice.
    assert_close(summary.total.list_usd, 273.178_448, "total");
}

#[test]
fn sources_of_one_seller_and_day_are_not_added() {
    let names =
        ["openai_usage_completions.json", "openai_dashboard_completions_usage.csv", "openai_costs.json"];
    let study = study_samples(&names);
    let best = summary(&study);
    assert_close(best.total.list_usd, 156.969_823, "once");
    assert_eq!(best.sellers[0].reason, "agrees");
    let counted: Vec<(Format, f64)> = best.sources.iter().map(|line| (line.format, line.counted)).collect();
    assert_eq!(
        counted,
        [(Format::OpenaiUsage, 1.0), (Format::OpenaiDashboard, 0.0), (Format::OpenaiCosts, 0.0)]
    );
    let added = summary_of(&study, jevons_exposure::Overlap::Add);
    assert_close(added.total.list_usd, 3.0 * 156.969_823, "three times, when asked for");
}

#[test]
fn products_are_found_by_workspace_project_tag_and_key() {
    let company = company_of_samples();
    for name in [
        "openai_usage_completions.json",
        "anthropic_usage_report_messages.json",
        "anthropic_console_usage.csv",
        "litellm_spendlogs.csv",
        "focus_1_3_llm.csv",
        "gcp_billing_export_vertex.jsonl",
        "aws_cur2_bedrock.csv",
        "azure_focus_foundry.csv",
        "otel_genai_spans.otlp.json",
        "helicone_requests.jsonl",
        "langfuse_observations_v2.jsonl",
        "deepseek_amount.csv",
        "openrouter_activity_detail.csv",
    ] {
        let paths = [sample(name)];
        let inputs =
            jevons_exposure::Inputs { paths: &paths, map: None, book: book(), company: &company, out: None };
        let study = jevons_exposure::study(&inputs).unwrap();
        for key in study.sums.cells.keys() {
            let product = study.sums.names.name(key.product);
            assert!(["support-bot", "code-review", "doc-extract"].contains(&product), "{name}: `{product}`");
        }
    }
}

#[test]
fn shares_are_those_of_the_files() {
    let litellm = summary(&study_samples(&["litellm_spendlogs.csv"]));
    assert!(litellm.shares.reasoning_of_output_reported.is_some());
    assert_eq!(litellm.shares.output_without_report, 0.0);
    assert!((litellm.shares.failed_of_requests - 1.0 / 24.0).abs() < 1e-12);
    // Reports of whole organisations have no column for reasoning: it is assumed, as a range.
    let openai = summary(&study_samples(&["openai_usage_completions.json"]));
    assert_eq!(openai.shares.reasoning_of_output_reported, None);
    let [low, central, high] = openai.shares.reasoning_of_output;
    assert!(low > 0.0 && low < central && central < high, "{low} {central} {high}");
    assert!(openai.shares.batch_of_cost > 0.0);
    let anthropic = summary(&study_samples(&["anthropic_usage_report_messages.json"]));
    assert!(anthropic.shares.cache_read_of_input > 0.5, "most input of agents is cached");
}
