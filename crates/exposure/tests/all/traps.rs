//! The traps that decide whether a bill is right, a test for each.

use std::io::Write;

use jevons_exposure::reasons::Reason;
use jevons_exposure::row::Tokens;
use jevons_exposure::{ColumnMap, Format, Study};
use serde_json::{Value, json};

use crate::common::{book, sample, study_samples, study_text, study_with, summary};

/// All tokens of a study.
fn tokens(study: &Study) -> Tokens {
    study.sums.cells.values().fold(Tokens::default(), |mut all, cell| {
        all.add(&cell.tokens);
        all
    })
}

fn bucket(result: &Value) -> String {
    json!({"object": "page", "data": [{"start_time": 1_790_812_800, "end_time": 1_790_899_200, "results": [result]}]})
        .to_string()
}

#[test]
fn openai_input_holds_cached_input_and_cache_writes() {
    let result = json!({"input_tokens": 1000, "input_cached_tokens": 300, "input_cache_write_tokens": 100,
        "input_cache_write_30m_tokens": 60, "input_cache_write_12h_tokens": 40, "output_tokens": 50,
        "num_model_requests": 2, "model": "gpt-6-astra"});
    let study = study_text("usage.json", &bucket(&result));
    let expected = Tokens {
        input: 600.0,
        cache_read: 300.0,
        cache_write_30m: 60.0,
        cache_write_12h: 40.0,
        output: 50.0,
        ..Tokens::default()
    };
    assert_eq!(tokens(&study), expected);
    // More cached than there is: refused, not made negative.
    let result = json!({"input_tokens": 10, "input_cached_tokens": 300, "output_tokens": 1, "num_model_requests": 1,
        "model": "gpt-6-astra"});
    let study = study_text("usage.json", &bucket(&result));
    assert_eq!((study.counts.used, study.counts.refused), (0, 1));
    assert_eq!(study.refused[0].field, "input_tokens");
}

#[test]
fn the_dashboard_leaves_cache_writes_to_be_computed() {
    let study = study_samples(&["openai_dashboard_completions_usage.csv"]);
    let other = study_samples(&["openai_usage_completions.json"]);
    assert_eq!(tokens(&study), tokens(&other));
    assert!(tokens(&study).cache_write_30m > 0.0);
    // An empty period has only the first four columns.
    let text =
        "start_time,end_time,start_time_iso,end_time_iso\n1790812800,1790899200,2026-10-01,2026-10-02\n";
    let study = study_text("usage.csv", text);
    assert_eq!(study.counts.set_aside.get("periods without usage"), Some(&1));
}

#[test]
fn openai_rows_of_one_bucket_are_added() {
    let result = |key: &str| {
        json!({"input_tokens": 10, "input_cached_tokens": 0, "output_tokens": 5, "num_model_requests": 1,
            "model": "gpt-5.4", "api_key_id": key})
    };
    let page =
        json!({"data": [{"start_time": 1_790_812_800, "results": [result("a"), result("b"), result("a")]}]});
    assert_eq!(tokens(&study_text("usage.json", &page.to_string())).input, 30.0);
}

#[test]
fn buckets_may_tell_their_time_after_their_results_and_pages_may_follow_pages() {
    let page = "{\"data\":[{\"results\":[{\"input_tokens\":7,\"output_tokens\":1,\"num_model_requests\":1,\
                \"model\":\"gpt-5.4\"}],\"start_time\":1790812800,\"end_time\":1790899200}]}";
    let study = study_text("usage.json", &format!("{page}\n{page}"));
    assert_eq!((study.counts.used, tokens(&study).input), (2, 14.0));
    // The list of buckets itself may be the document.
    let study = study_text("usage.json", &format!("[{page},{page}]"));
    assert_eq!(tokens(&study).input, 14.0);
}

#[test]
fn openai_costs_have_units_and_lines_without_tokens() {
    let cost = |item: &str, quantity: Value, unit: Value| {
        json!({"object": "organization.costs.result", "amount": {"value": 1.5, "currency": "usd"}, "line_item": item,
            "quantity": quantity, "quantity_unit": unit})
    };
    let results = [
        cost("gpt-5.4, input_tokens", json!(2000.0), json!("tokens")),
        cost("gpt-5.4, input_tokens", json!(2.0), json!("1000_tokens")),
        cost("web search", Value::Null, Value::Null),
    ];
    let page = json!({"data": [{"start_time": 1_790_812_800, "results": results}]});
    let study = study_text("costs.json", &page.to_string());
    assert_eq!(study.counts.used, 3);
    assert_eq!(tokens(&study).input, 4000.0);
    assert_eq!(summary(&study).total.billed_usd, Some(4.5));
}

#[test]
fn anthropic_input_leaves_cached_input_out() {
    let study = study_samples(&["anthropic_usage_report_messages.json"]);
    let console = study_samples(&["anthropic_console_usage.csv"]);
    assert_eq!(tokens(&study), tokens(&console));
    assert!(tokens(&study).cache_read > tokens(&study).input);
    assert!(tokens(&study).cache_write_1h > 0.0 && tokens(&study).cache_write_5m > 0.0);
}

#[test]
fn old_console_files_have_one_column_of_cache_writes() {
    let text = "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,\
                usage_input_tokens_cache_write,usage_input_tokens_cache_read,usage_output_tokens\n\
                2025-10-01,claude-sonnet-4-5,k,w,standard,\u{2264} 200k,10,20,30,40\n";
    let study = study_text("usage.csv", text);
    let expected =
        Tokens { input: 10.0, cache_write_5m: 20.0, cache_read: 30.0, output: 40.0, ..Tokens::default() };
    assert_eq!(tokens(&study), expected);
}

#[test]
fn anthropic_costs_are_cents_in_texts_and_the_console_rounds_to_cents() {
    let study = study_samples(&["anthropic_cost_report.json"]);
    assert!((summary(&study).total.billed_usd.unwrap() - 245.860_603).abs() < 1e-5);
    let study = study_samples(&["anthropic_console_cost.csv"]);
    let discount = summary(&study);
    let discount = discount.differences.iter().find(|line| line.reason == Reason::Discount).unwrap();
    assert!(discount.usd < -10.0);
}

#[test]
fn a_long_context_costs_more() {
    let line = |band: &str| {
        let text = format!(
            "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,\
             usage_output_tokens\n2025-10-05,claude-sonnet-4-5,k,w,standard,{band},1000000,0\n"
        );
        summary(&study_text("usage.csv", &text)).total.list_usd
    };
    assert_eq!((line("\u{2264} 200k"), line("200k-1M"), line("> 200k")), (3.0, 6.0, 6.0));
}

#[test]
fn streamed_messages_count_once_and_with_their_last_count() {
    let line = |output: u32, uuid: &str| {
        json!({"type": "assistant", "sessionId": "s", "uuid": uuid, "requestId": "r", "timestamp": "2026-10-15T10:00:00Z",
            "message": {"id": "m", "model": "claude-opus-5-5", "usage": {"input_tokens": 2, "output_tokens": output}}})
        .to_string()
    };
    let study = study_text("session.jsonl", &format!("{}\n{}\n", line(1, "a"), line(614, "b")));
    assert_eq!((study.counts.read, study.counts.used), (2, 1));
    assert_eq!(study.counts.merged.get("lines that repeat a streamed message"), Some(&1));
    assert_eq!(tokens(&study).output, 614.0);
    let sample = study_samples(&["claude_code_session.jsonl"]);
    assert_eq!(sample.counts.set_aside.get("messages that the program made itself"), Some(&1));
}

#[test]
fn the_same_session_in_two_files_counts_once() {
    let name = "claude_code_session.jsonl";
    let study = study_samples(&[name, name]);
    assert_eq!(study.counts.used, 10);
    assert!(study.counts.reconciles());
    let study = study_samples(&["litellm_spendlogs.csv", "litellm_spendlogs.csv"]);
    assert_eq!(study.counts.used, 24);
    assert_eq!(study.counts.merged.get("requests that an earlier record holds"), Some(&24));
}

#[test]
fn codex_counts_differences_of_totals() {
    let study = study_samples(&["codex_rollout.jsonl"]);
    let all = tokens(&study);
    assert_eq!((all.input + all.cache_read, all.cache_read, all.output), (77_800.0, 69_504.0, 1477.0));
    assert_eq!(study.counts.merged.get("lines that repeat a total"), Some(&7));
    // Empty counts are no usage.
    let text = "{\"timestamp\":\"2026-10-15T10:00:00Z\",\"type\":\"event_msg\",\
                \"payload\":{\"type\":\"token_count\",\"info\":null}}\n";
    assert_eq!(
        study_text("rollout.jsonl", text).counts.set_aside.get("counts of tokens that are empty"),
        Some(&1)
    );
}

#[test]
fn litellm_input_holds_caches_and_failed_calls_are_not_charged() {
    let study = study_samples(&["litellm_spendlogs.csv"]);
    let summary = summary(&study);
    let failed = summary.differences.iter().find(|line| line.reason == Reason::FailedCall).unwrap();
    assert_eq!((failed.rows, failed.usd), (1, 0.0));
    // Had the vendor charged it, the log would miss this much.
    let missed: f64 = study.sums.cells.values().map(|cell| cell.failed_usd).sum();
    assert!(missed > 0.0);
}

/// The bug of gateways that this import was made for: cached tokens logged at the full price.
#[test]
fn cached_tokens_at_full_price_are_found_in_a_log() {
    let metadata = json!({"usage_object": {"cache_read_input_tokens": 9000, "prompt_tokens_details": {"cached_tokens": 9000}}});
    let record = |spend: f64| {
        json!({"request_id": format!("r{spend}"), "startTime": "2026-10-12 10:00:00", "spend": spend, "prompt_tokens": 10_000,
            "completion_tokens": 100, "model": "anthropic/claude-opus-5-5", "custom_llm_provider": "anthropic",
            "metadata": metadata, "status": "success"})
        .to_string()
    };
    let right = (1000.0 * 4.0 + 9000.0 * 0.2 + 100.0 * 20.0) / 1e6;
    let full = (10_000.0 * 4.0 + 100.0 * 20.0) / 1e6;
    let twice = right + 9000.0 * 4.0 / 1e6;
    let text = [right, full, twice].map(record).join("\n");
    let summary = summary(&study_text("logs.jsonl", &text));
    let usd = |reason: Reason| summary.differences.iter().find(|line| line.reason == reason).unwrap().usd;
    assert!((usd(Reason::CachedAtFullPrice) - 9000.0 * 3.8 / 1e6).abs() < 1e-9);
    assert!((usd(Reason::CachedCountedTwice) - 9000.0 * 4.0 / 1e6).abs() < 1e-9);
    assert_eq!(usd(Reason::Agrees), 0.0);
}

#[test]
fn a_gateways_own_cache_is_no_usage() {
    let record = json!({"request_id": "r", "startTime": "2026-10-12 10:00:00", "spend": 0, "prompt_tokens": 10,
        "completion_tokens": 1, "model": "gpt-5.4", "cache_hit": "True"});
    let study = study_text("logs.jsonl", &record.to_string());
    assert_eq!((study.counts.used, study.counts.set_aside.len()), (0, 1));
}

#[test]
fn reasoning_is_inside_output_and_not_charged_again() {
    for name in ["openrouter_activity_detail.csv", "litellm_spendlogs.csv", "otel_genai_spans.otlp.json"] {
        let study = study_samples(&[name]);
        let (reasoning, output) = study.sums.cells.values().fold((0.0, 0.0), |(reasoning, output), cell| {
            (reasoning + cell.reasoning, output + cell.tokens.output)
        });
        assert!(reasoning > 0.0 && reasoning < output, "{name}: {reasoning} of {output}");
    }
    // Langfuse reports it beside output: together they are what is charged.
    let study = study_samples(&["langfuse_observations_v2.jsonl"]);
    let first = study.sums.cells.values().find(|cell| cell.reasoning > 0.0).unwrap();
    assert!(first.tokens.output > first.reasoning);
}

#[test]
fn opentelemetry_has_old_names_and_new_ones() {
    let span = |names: [&str; 3], id: &str| {
        let attribute = |name: &str, value: Value| json!({"key": name, "value": value});
        json!({"traceId": "t", "spanId": id, "startTimeUnixNano": "1790841600000000000", "attributes": [
            attribute(names[0], json!({"stringValue": "openai"})),
            attribute("gen_ai.request.model", json!({"stringValue": "gpt-5.4"})),
            attribute(names[1], json!({"intValue": "100"})),
            attribute(names[2], json!({"intValue": 20}))]})
    };
    let new = span(["gen_ai.provider.name", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"], "1");
    let old = span(["gen_ai.system", "gen_ai.usage.prompt_tokens", "gen_ai.usage.completion_tokens"], "2");
    let mut agent = new.clone();
    agent["spanId"] = json!("3");
    agent["attributes"]
        .as_array_mut()
        .unwrap()
        .push(json!({"key": "gen_ai.operation.name", "value": {"stringValue": "invoke_agent"}}));
    let plain =
        json!({"traceId": "t", "spanId": "4", "startTimeUnixNano": "1790841600000000000", "attributes": []});
    let document = json!({"resourceSpans": [{"scopeSpans": [{"spans": [new, old, agent, plain]}]}]});
    let study = study_text("spans.json", &document.to_string());
    assert_eq!((study.counts.read, study.counts.used), (4, 2));
    assert_eq!((tokens(&study).input, tokens(&study).output), (200.0, 40.0));
    let sellers: Vec<&str> = study.sums.cells.keys().map(|key| study.sums.names.name(key.seller)).collect();
    assert_eq!(sellers, ["OpenAI"]);
}

#[test]
fn thousands_and_millions_are_told_apart() {
    let aws = study_samples(&["aws_cur2_bedrock.csv"]);
    let azure = study_samples(&["azure_focus_foundry.csv"]);
    for study in [aws, azure] {
        let summary = summary(&study);
        let billed = summary.total.billed_usd.unwrap();
        assert!((summary.total.list_usd - billed).abs() < 1e-6);
        assert!(summary.differences.iter().all(|line| line.reason == Reason::Agrees));
    }
}

#[test]
fn credits_stand_beside_the_cost() {
    let summary = summary(&study_samples(&["gcp_billing_export_vertex.jsonl"]));
    let credits = summary.differences.iter().find(|line| line.reason == Reason::Credits).unwrap();
    assert!((credits.usd + 5.243_981).abs() < 1e-5);
    assert_eq!(summary.sellers[0].reason, "credits -5.24");
}

#[test]
fn bills_of_other_services_and_taxes_are_set_aside_with_their_money() {
    let text = "BilledCost,ChargePeriodStart,ChargeCategory,ServiceName,ConsumedQuantity,ConsumedUnit,x_Model,x_TokenType\n\
                12.5,2026-10-01,Usage,Virtual Machines,10,Hours,,\n\
                3,2026-10-01,Tax,Claude API,,,,\n\
                4,2026-10-12,Usage,Claude API,1000000,Tokens,claude-opus-5-5,input\n";
    let study = study_text("bill.csv", text);
    assert_eq!((study.counts.read, study.counts.used), (3, 1));
    assert_eq!(study.counts.set_aside_money, 15.5);
    assert_eq!(summary(&study).total.list_usd, 4.0);
}

#[test]
fn focus_parts_seller_and_host() {
    let study = study_samples(&["focus_1_3_llm.csv"]);
    let parties: std::collections::BTreeSet<(&str, &str)> = study
        .sums
        .cells
        .keys()
        .map(|key| (study.sums.names.name(key.seller), study.sums.names.name(key.host)))
        .collect();
    assert!(parties.contains(&("Anthropic", "Anthropic")));
    assert!(parties.contains(&("Amazon Bedrock", "Amazon Bedrock")));
    let router = study_samples(&["openrouter_activity_detail.csv"]);
    let hosts = router.sums.cells.keys().map(|key| router.sums.names.name(key.host));
    assert!(hosts.collect::<Vec<_>>().contains(&"Fireworks"));
}

#[test]
fn peak_and_off_peak_of_deepseek_are_those_of_the_file() {
    let summary = summary(&study_samples(&["deepseek_amount.csv"]));
    assert!(
        summary.differences.iter().all(|line| line.reason == Reason::Agrees),
        "{:?}",
        summary.differences
    );
}

#[test]
fn a_byte_order_mark_and_semicolons_do_no_harm() {
    let text = std::fs::read_to_string(sample("deepseek_cost.csv")).unwrap();
    assert!(text.starts_with('\u{feff}'));
    let study = study_text("cost.csv", &text.replace(',', ";").replace('\n', "\r\n"));
    assert_eq!((study.files[0].format, study.counts.used), (Format::DeepseekCost, 10));
    let json = format!("\u{feff}{}", std::fs::read_to_string(sample("openai_costs.json")).unwrap());
    assert_eq!(study_text("costs.json", &json).counts.used, 70);
}

#[test]
fn a_zip_holds_both_files_of_deepseek_and_gzip_holds_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("usage.zip");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let options: zip::write::SimpleFileOptions = zip::write::SimpleFileOptions::default();
    for name in ["deepseek_amount.csv", "deepseek_cost.csv"] {
        archive.start_file(name, options).unwrap();
        archive.write_all(&std::fs::read(sample(name)).unwrap()).unwrap();
    }
    archive.finish().unwrap();
    let study = study_with(&[path], book(), None, None);
    assert_eq!(study.files.len(), 2);
    let summary = summary(&study);
    assert_eq!(summary.sellers[0].reason, "agrees");
    let path = folder.path().join("costs.json.gz");
    let mut packed =
        flate2::write::GzEncoder::new(std::fs::File::create(&path).unwrap(), flate2::Compression::fast());
    packed.write_all(&std::fs::read(sample("openai_costs.json")).unwrap()).unwrap();
    packed.finish().unwrap();
    assert_eq!(study_with(&[path], book(), None, None).counts.used, 70);
}

#[test]
fn a_damaged_end_refuses_the_rest_and_keeps_what_was_read() {
    let mut text = std::fs::read_to_string(sample("openai_usage_completions.json")).unwrap();
    text.truncate(text.len() / 2);
    let study = study_text("usage.json", &text);
    assert!(study.counts.used > 5);
    assert_eq!(study.counts.refused, 1);
    assert!(study.refused[0].found.contains("the rest of the file cannot be read"));
}

#[test]
fn other_csv_is_read_by_a_map() {
    let map = ColumnMap::parse(
        "seller_is = \"Anthropic\"\ninput_holds_cached = true\noutput_leaves_out_reasoning = true\ntokens_per_unit = 1000\n\
         money_per_unit = 0.01\ndelimiter = \";\"\n[columns]\nstart = \"when\"\nmodel = \"engine\"\ninput = \"in\"\n\
         cache_read = \"cached\"\noutput = \"out\"\nreasoning = \"thought\"\nbilled = \"cents\"\nproduct = \"app\"\n",
    )
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.csv");
    std::fs::write(
        &path,
        "when;engine;in;cached;out;thought;cents;app\n2026-10-12;Claude Opus 5.5;10;4;1;2;50;bot\n",
    )
    .unwrap();
    let study = study_with(&[path], book(), Some(&map), None);
    assert_eq!(study.files[0].format, Format::Generic);
    let all = tokens(&study);
    assert_eq!((all.input, all.cache_read, all.output), (6000.0, 4000.0, 3000.0));
    let summary = summary(&study);
    assert_eq!(summary.total.billed_usd, Some(0.5));
    assert_eq!(summary.products[0].line.name, "bot");
    assert!(ColumnMap::parse("[columns]\nstart = \"a\"").unwrap_err().contains("at least"));
    assert!(ColumnMap::parse("[columns]\nstrat = \"a\"").unwrap_err().contains("unknown field"));
    assert!(ColumnMap::parse("tokens_per_unit = -1\n[columns]\nstart=\"a\"\nmodel=\"b\"").is_err());
}

#[test]
fn unknown_models_are_listed_with_near_names() {
    let result =
        json!({"input_tokens": 10, "output_tokens": 5, "num_model_requests": 1, "model": "gpt-5.44"});
    let study = study_text("usage.json", &bucket(&result));
    let summary = summary(&study);
    assert_eq!(summary.unknown_models[0].name, "gpt-5.44");
    assert!(summary.unknown_models[0].nearest.iter().any(|name| name.starts_with("gpt-5.4")));
    assert_eq!((summary.total.list_usd, summary.total.unpriced_tokens), (0.0, 15.0));
}

#[test]
fn a_currency_without_a_rate_is_said_and_not_added() {
    let text = "user_id,start_time_iso,end_time_iso,model,wallet_type,cost,currency\n\
                u,2026-10-01,2026-10-02,deepseek-v4-pro,paid,7,CNY\n";
    let study = study_text("cost.csv", text);
    let summary = summary(&study);
    assert_eq!(summary.total.billed_usd, None);
    assert_eq!(summary.differences[0].reason, Reason::OtherCurrency);
}

#[test]
fn a_file_of_no_known_format_is_refused_before_anything_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.csv");
    std::fs::write(&path, "when,engine,sk-live-1234567890abcdef\n1,2,3\n").unwrap();
    let company = jevons_exposure::Company::default();
    let paths = [sample("openai_costs.json"), path.clone()];
    let inputs =
        jevons_exposure::Inputs { paths: &paths, map: None, book: book(), company: &company, out: None };
    let error = jevons_exposure::study(&inputs).unwrap_err().to_string();
    assert!(error.contains("the format is not known; found the columns or fields engine"), "{error}");
    assert!(error.contains("hint:") && !error.contains("sk-live"), "{error}");
    // In a folder such files are passed over, and named.
    std::fs::copy(sample("openai_costs.json"), folder.path().join("costs.json")).unwrap();
    let study = study_with(&[folder.path().to_owned()], book(), None, None);
    assert_eq!((study.files.len(), study.passed_over.len()), (1, 1));
}
