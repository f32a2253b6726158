//! What the tests share: the samples of the project, and studies of texts.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jevons_exposure::{
    Assumptions, ColumnMap, Company, Format, Inputs, Overlap, PriceBook, Study, Summary, study,
};
use jevons_facts::Release;

/// The samples and their formats.
pub const SAMPLES: [(&str, Format); 22] = [
    ("anthropic_console_cost.csv", Format::AnthropicConsoleCost),
    ("anthropic_console_usage.csv", Format::AnthropicConsoleUsage),
    ("anthropic_cost_report.json", Format::AnthropicCostReport),
    ("anthropic_usage_report_messages.json", Format::AnthropicUsageReport),
    ("aws_cur2_bedrock.csv", Format::AwsCur),
    ("azure_focus_foundry.csv", Format::AzureFocus),
    ("claude_code_session.jsonl", Format::ClaudeCode),
    ("codex_rollout.jsonl", Format::Codex),
    ("deepseek_amount.csv", Format::DeepseekAmount),
    ("deepseek_cost.csv", Format::DeepseekCost),
    ("focus_1_3_llm.csv", Format::Focus),
    ("gcp_billing_export_vertex.jsonl", Format::GcpBilling),
    ("helicone_requests.jsonl", Format::Helicone),
    ("langfuse_observations_v2.jsonl", Format::Langfuse),
    ("litellm_spendlogs.csv", Format::Litellm),
    ("openai_costs.json", Format::OpenaiCosts),
    ("openai_dashboard_completions_usage.csv", Format::OpenaiDashboard),
    ("openai_usage_completions.json", Format::OpenaiUsage),
    ("openrouter_activity_aggregate.csv", Format::OpenrouterAggregate),
    ("openrouter_activity_api.json", Format::OpenrouterActivity),
    ("openrouter_activity_detail.csv", Format::OpenrouterDetail),
    ("otel_genai_spans.otlp.json", Format::Otlp),
];

/// A sample of the project.
pub fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/exposure/samples").join(name)
}

/// Prices of the data release inside the program.
pub fn book() -> &'static PriceBook {
    static BOOK: OnceLock<PriceBook> = OnceLock::new();
    BOOK.get_or_init(|| PriceBook::new(&Release::shipped().unwrap()).unwrap())
}

/// The book, with the prices that the samples were made with.
pub fn book_of_samples() -> &'static PriceBook {
    static BOOK: OnceLock<PriceBook> = OnceLock::new();
    BOOK.get_or_init(|| {
        let mut book = book().clone();
        let text = std::fs::read_to_string(sample("prices.csv")).unwrap();
        book.add_own("prices.csv", &text).unwrap();
        book
    })
}

/// Studies files by a book.
pub fn study_with(paths: &[PathBuf], book: &PriceBook, map: Option<&ColumnMap>, out: Option<&Path>) -> Study {
    let company = Company::default();
    study(&Inputs { paths, map, book, company: &company, out }).unwrap()
}

/// Studies samples at the prices of the book.
pub fn study_samples(names: &[&str]) -> Study {
    let paths: Vec<PathBuf> = names.iter().map(|name| sample(name)).collect();
    study_with(&paths, book(), None, None)
}

/// Studies a text as a file of its own.
pub fn study_text(name: &str, text: &str) -> Study {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    study_with(&[path], book(), None, None)
}

/// The summary of a study, of each seller and day the best source.
pub fn summary(study: &Study) -> Summary {
    summary_of(study, Overlap::Best)
}

/// The summary of a study.
pub fn summary_of(study: &Study, overlap: Overlap) -> Summary {
    Summary::new(study, book(), &Company::default(), &Assumptions::shipped().unwrap(), overlap)
}

/// The company of the samples.
pub fn company_of_samples() -> Company {
    Company::read(&sample("products.csv")).unwrap()
}

/// The bill of a summary, for the stress.
pub fn bill_of(summary: &Summary) -> jevons_exposure::stress::Bill<'_> {
    jevons_exposure::stress::Bill { uses: &summary.uses, profile: &summary.profile, day: summary.last }
}
