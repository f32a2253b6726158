//! Reads bytes with the parser that the target is named after: nothing may panic, and every record must be accounted for.

#![no_main]

use std::io::{Read, Write};
use std::sync::OnceLock;

use jevons_exposure::Format;
use jevons_exposure::formats::detect;
use jevons_exposure::formats::generic::ColumnMap;
use jevons_exposure::outlet::{Batch, Outlet, Seen};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| match env!("CARGO_BIN_NAME") {
    "detect" => drop(detect(bytes)),
    "files" => open(bytes),
    name => read_as(format(name), bytes),
});

fn format(name: &str) -> Format {
    match name {
        "aws-cur" => Format::AwsCur,
        "azure-focus" => Format::AzureFocus,
        "focus" => Format::Focus,
        "gcp-billing" => Format::GcpBilling,
        "anthropic-usage-report" => Format::AnthropicUsageReport,
        "anthropic-console-usage" => Format::AnthropicConsoleUsage,
        "anthropic-cost-report" => Format::AnthropicCostReport,
        "anthropic-console-cost" => Format::AnthropicConsoleCost,
        "openai-usage" => Format::OpenaiUsage,
        "openai-dashboard" => Format::OpenaiDashboard,
        "openai-costs" => Format::OpenaiCosts,
        "deepseek-amount" => Format::DeepseekAmount,
        "deepseek-cost" => Format::DeepseekCost,
        "openrouter-detail" => Format::OpenrouterDetail,
        "openrouter-activity" => Format::OpenrouterActivity,
        "openrouter-aggregate" => Format::OpenrouterAggregate,
        "litellm" => Format::Litellm,
        "helicone" => Format::Helicone,
        "langfuse" => Format::Langfuse,
        "otlp" => Format::Otlp,
        "claude-code" => Format::ClaudeCode,
        "codex" => Format::Codex,
        _ => Format::Generic,
    }
}

fn map() -> Option<&'static ColumnMap> {
    static MAP: OnceLock<Option<ColumnMap>> = OnceLock::new();
    let text = "input_holds_cached = true\n[columns]\nstart = \"startTime\"\nmodel = \"model\"\ninput = \"prompt_tokens\"\n\
                output = \"completion_tokens\"\nlogged = \"spend\"";
    MAP.get_or_init(|| ColumnMap::parse(text).ok()).as_ref()
}

fn read_as(format: Format, bytes: &[u8]) {
    let mut used = 0;
    let mut seen = Seen::default();
    let mut take = |batch: Batch| {
        for row in &batch.rows {
            assert!(row.tokens.input >= 0.0 && row.tokens.output >= 0.0, "{row:?}");
        }
        used += batch.rows.len() as u64;
    };
    let mut out = Outlet::new(&mut seen, &mut take);
    // An error of reading is an answer too.
    let _ = format.read(&mut &bytes[..], b',', map(), &mut out);
    let counts = out.finish();
    assert!(counts.reconciles() && counts.used == used, "{format:?}: {counts:?}");
}

/// Files as they lie on a disk: gzip, ZIP, Parquet and byte order marks.
fn open(bytes: &[u8]) {
    let path = std::env::temp_dir().join(format!("jevons-fuzz-{}", std::process::id()));
    let written = std::fs::File::create(&path).and_then(|mut file| file.write_all(bytes));
    if written.is_ok() {
        let _ = jevons_exposure::input::open(&path, &mut |stream| {
            // What unpacks to more than this would only test the clock.
            std::io::copy(&mut stream.input.take(1 << 20), &mut std::io::sink()).map(drop)
        });
    }
}
